using Elbo.Data;
using Elbo.Evaluation.Likelihood;
using Elbo.Models.Latents;
using Elbo.Runs.Sessions;

namespace Elbo.Runs.Evaluations;

/// <summary>What examples are compared with beside the model: the run's own data, or another run.</summary>
public static class ScoreReference
{
    // The mean of a bound that spreads by a hundred nats is then known to two.
    private const int Examples = 2000;

    /// <summary>Mean L_K of examples of the run that were held out for validation, of the training ones where none were; asked for when it is first needed.</summary>
    public static Lazy<double> Typical(TrainedRun run, int samples, ulong seed, ISession session) => new(() =>
    {
        using var data = run.OpenData(Split.Train, session, out _);
        var part = data.Count(Split.Validation) > 0 ? Split.Validation : Split.Train;
        return IwaeEvaluator.Evaluate(run.Able<ILatentVariables>("score"), data, part, samples, Examples, seed, cancel: session.Cancel).PerExample.Average();
    });

    /// <summary>Another run's model, for a likelihood ratio.</summary>
    /// <exception cref="CommandException">It is of other data, or its likelihood is of another kind: the two can be compared with nothing.</exception>
    public static ILatentVariables Background(TrainedRun run, TrainedRun background)
    {
        var (own, other) = (run.Directory.ReadSchema(), background.Directory.ReadSchema());
        string? difference = own.Mismatch(other) is { } mismatch ? $"{mismatch.Found}, those of {run.Directory.Path} {mismatch.Wanted}"
            : own.Binarisation != other.Binarisation ? $"its pixels are binarised otherwise than those of {run.Directory.Path}"
            : own.Encoding?.ToText() != other.Encoding?.ToText() ? $"its table is encoded otherwise than that of {run.Directory.Path}; train both on the same rows"
            : run.Model.As<Elbo.Models.IDataRange>()?.LikelihoodName != background.Model.As<Elbo.Models.IDataRange>()?.LikelihoodName ? $"its likelihood is of another kind than that of {run.Directory.Path}" : null;
        return difference is null ? background.Able<ILatentVariables>("score") : throw new CommandException($"{background.Directory.Path}: {difference}");
    }
}
