using Elbo.Data;
using Elbo.Models;
using Elbo.Runs;
using Elbo.Runs.Sessions;
using Elbo.Torch;

namespace Elbo.Cli.Commands;

/// <summary>What a conditional model is given, as a person types it after <c>--given</c>.</summary>
internal static class GivenChoice
{
    private const int Usual = 6, Most = 1000;

    /// <summary>Test examples: <c>0-5</c>, <c>3,14,20-22</c>; the first few unless said.</summary>
    /// <exception cref="UsageException">No such examples.</exception>
    public static long[] Examples(string? text, IDataset data)
    {
        var count = data.Count(Split.Test);
        if (text is null) return [.. Enumerable.Range(0, Math.Min(Usual, count)).Select(n => (long)n)];
        return IndexList.Parse(text, "--given", count, $"the test split of {data.Info.Id}", "the model is given a part of its examples; name test examples, such as 0-5 or 3,14", Most);
    }

    /// <summary>A generator of examples with one value of the factor that the model is given: <c>label=7</c>.</summary>
    /// <exception cref="CommandException">The model is given nothing.</exception>
    /// <exception cref="UsageException">Another factor, or no such value.</exception>
    public static IGenerator OfFactor(TrainedRun trained, string text)
    {
        if (trained.Model.As<IGivenGenerator>() is not { Factor: { } factor } model)
            throw new CommandException($"{trained.Directory.Path}: a {trained.Directory.Config.Model} is given nothing");
        var parts = text.Split('=', 2);
        if (parts.Length != 2 || parts[0] != factor.Name) throw new UsageException($"--given '{text}': the model is given {factor.Name}, so that it wants {factor.Name}=VALUE");
        return new OfLevel(model, FactorValue.Parse(factor, parts[1], "--given"));
    }

    private sealed class OfLevel(IGivenGenerator model, long level) : IGenerator
    {
        public Tensor Generate(int count, NoiseStream noise) => model.Complete(model.Asked(Tensor.Full([count], level, DType.I64)), 1, noise).Squeeze(0);
    }
}
