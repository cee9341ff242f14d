using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Elbo.Data;
using Elbo.Models.Likelihoods;
using Elbo.Torch;
using Elbo.Training.Configuration;
using Elbo.Training.Warnings;

namespace Elbo.Training;

/// <summary>Settings that suit the data where a run leaves them open and the usual ones are made for another kind.</summary>
/// <param name="Reason">What the data is, in words.</param>
/// <param name="Settings">Path and value of each setting to take.</param>
public sealed record DataDefault(string Reason, IReadOnlyList<(string Path, JsonNode Value)> Settings)
{
    private const int Colours = 3;

    // Images whose shades are looked at.
    private const int Seen = 200;

    // Fewer say nothing of a model; an epoch has costs of its own.
    private const int LeastSteps = 1000, MostEpochs = 200;

    /// <summary>None where the usual settings will do.</summary>
    /// <param name="config">Resolved.</param>
    /// <param name="isGiven">Whether the path of a setting was asked for, which then stays.</param>
    public static IReadOnlyList<DataDefault> For(RunConfig config, IDataset data, Func<string, bool> isGiven) =>
        [.. new[] { Likelihood(config, data), Epochs(config, data, isGiven), WarmUp(config, isGiven) }.OfType<DataDefault>().Where(d => !d.Settings.Any(s => isGiven(s.Path)))];

    /// <summary>
    /// The usual p(x | z) is of grey images turned into bits; colours and photographs are grey values of their own, columns of a table are each what they hold, and real numbers have a density.
    /// </summary>
    private static DataDefault? Likelihood(RunConfig config, IDataset data)
    {
        var keys = new ModelKeys(config.ModelSettings);
        if (keys.PathOf("likelihood") is null) return Range(keys, data);
        if (keys.PathOf("likelihood") is not { } likelihood || keys.ValueOf("likelihood")?.ToString() != Name(LikelihoodKind.Bernoulli)) return null;
        if (data.Info is { Binarisation: not null, Shape: [.., Colours, _, _] })
            return new("colour images are not turned into bits", [(likelihood, Name(LikelihoodKind.DiscretisedLogistic)), ("data.binarisation", "none")]);
        if (AreShades(data)) return new("most pixels are neither black nor white, and images are not turned into bits", [(likelihood, Name(LikelihoodKind.DiscretisedLogistic)), ("data.binarisation", "none")]);
        if (data.Info.Encoding is { IsMixed: true }) return new("columns of several kinds are each modelled as what they are", [(likelihood, Name(LikelihoodKind.Mixed))]);
        if (data.Info.Kind != DataKind.Array) return null;
        var range = DataRange.Of(null, data, Split.Train);
        if (range is { Low: >= 0, High: <= 1 }) return null;
        List<(string, JsonNode)> settings = [(likelihood, Name(LikelihoodKind.Gaussian))];
        if (keys.PathOf("outputMean") is { } mean) settings.Add((mean, "identity"));
        return new(Described(range), settings);
    }

    // A model of real numbers alone has nothing to choose but their range.
    private static DataDefault? Range(ModelKeys keys, IDataset data)
    {
        if (data.Info.Kind != DataKind.Array || keys.PathOf("outputMean") is not { } mean || keys.ValueOf("outputMean")?.ToString() != "sigmoid") return null;
        var range = DataRange.Of(null, data, Split.Train);
        return range is { Low: >= 0, High: <= 1 } ? null : new(Described(range), [(mean, "identity")]);
    }

    private static string Described(DataRange range) => string.Create(CultureInfo.InvariantCulture, $"values go from {range.Low:0.###} to {range.High:0.###}");

    /// <summary>Whether bits drawn by grey values would be noise above all: two draws of a pixel p differ with probability 2p(1 − p), of a quarter of them on average, half of what they can.</summary>
    private static bool AreShades(IDataset data)
    {
        if (data.Info is not { Binarisation: Binarisation.Dynamic, Shape.Count: 3 }) return false;
        var count = data.Count(Split.Train);
        // Spread over the examples, which may be sorted.
        long[] some = [.. Enumerable.Range(0, Math.Min(Seen, count)).Select(i => (long)i * count / Math.Min(Seen, count))];
        using var scope = TensorScope.Enter();
        return (data.Draw(Split.Train, some, 1).X - data.Draw(Split.Train, some, 2).X).Abs().Mean().ToDouble() > 0.25;
    }

    /// <summary>The usual number of epochs is too few steps on little data.</summary>
    private static DataDefault? Epochs(RunConfig config, IDataset data, Func<string, bool> isGiven)
    {
        var (batch, epochs) = (config.Training.Batch, config.Training.Epochs);
        if (config.Stages.Count > 0) return null;
        var steps = Math.Max(1, (data.Count(Split.Train) + batch - 1) / batch);
        var enough = Math.Min(MostEpochs, (LeastSteps + steps - 1) / steps);
        if (enough <= epochs) return null;
        List<(string, JsonNode)> settings = [("training.epochs", enough)];
        // A warm-up that a model has unasked stays the part of the training that it is.
        if (config.Training.KlWarmUp > 0 && !isGiven("training.klWarmUp")) settings.Add(("training.klWarmUp", config.Training.KlWarmUp * enough / epochs));
        return new(string.Create(CultureInfo.InvariantCulture, $"{data.Count(Split.Train):N0} training examples are {steps} step{(steps == 1 ? "" : "s")} an epoch"), settings);
    }

    /// <summary>A warm-up that a model has unasked, and that a training of few epochs would not see the end of.</summary>
    private static DataDefault? WarmUp(RunConfig config, Func<string, bool> isGiven)
    {
        var (epochs, warmUp) = (config.Training.Epochs, config.Training.KlWarmUp);
        if (config.Stages.Count > 0 || !isGiven("training.epochs") || warmUp == 0 || warmUp < epochs) return null;
        List<(string, JsonNode)> settings = [("training.klWarmUp", epochs / 2)];
        // Without a warm-up it has no shape.
        if (epochs == 1) settings.AddRange([("training.klShape", "linear"), ("training.klMin", 0)]);
        return new($"{config.DescribeEpochs()} would not see the end of a warm-up of {warmUp}", settings);
    }

    private static string Name(LikelihoodKind kind) => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());
}
