using System.Globalization;
using Elbo.Data;
using Elbo.Models;
using Elbo.Torch;
using Elbo.Training.Configuration;
using Elbo.Training.Runs;
using Elbo.Training.Warnings;

namespace Elbo.Training;

/// <summary>The values that examples have, held against those that a model's likelihood can have and those that a run was trained on.</summary>
/// <param name="Low">The least.</param>
/// <param name="High">The greatest.</param>
/// <param name="OffGrid">How far a value lies from the likelihood's grey values at most, in levels; 0 where it has none.</param>
public readonly record struct DataRange(double Low, double High, double OffGrid)
{
    private const int BatchSize = 1000;

    // Single precision and a division by 255 put a grey value this close to its place.
    private const double OnGrid = 1e-3;

    // Rows of a table may lie far from those trained on; numbers of another unit lie farther than any of them.
    private const double OtherUnit = 10;

    /// <summary>Looks at the examples of a split: at all of them where they are any numbers, at the first where they are pixels, which are 0 to 1 whatever a file holds.</summary>
    /// <param name="model">Says what grey values it expects; it computes nothing. Null where none is asked.</param>
    public static DataRange Of(Model? model, IDataset data, Split split)
    {
        double least = double.PositiveInfinity, greatest = double.NegativeInfinity, offGrid = 0;
        var levels = model?.As<IDataRange>()?.GreyLevels;
        using var off = Gradients.Off();
        new OrderedBatches(data, split, BatchSize, data.Info.Binarisation is null ? int.MaxValue : BatchSize).ForEach(batch =>
        {
            var x = batch.X;
            if (x.Count == 0) return;
            (least, greatest) = (Math.Min(least, x.Min().ToDouble()), Math.Max(greatest, x.Max().ToDouble()));
            if (levels is not { } count) return;
            var level = x * (double)(count - 1);
            offGrid = Math.Max(offGrid, (level - level.Round()).Abs().Max().ToDouble());
        });
        // Nodes of a graph may have no values at all.
        return least <= greatest ? new(least, greatest, offGrid) : default;
    }

    /// <summary>Null where every value is one that the model's likelihood can have.</summary>
    public TrainingWarning? Misfit(Model model, RunConfig config, IDataset data)
    {
        if (model.As<IDataRange>() is not { } expects) return null;
        var keys = new ModelKeys(config.ModelSettings);
        var (low, high) = expects.DataRange;
        if (Low < low || High > high)
        {
            return new("data-range", Text($"the data goes from {Low:0.###} to {High:0.###}, but a {expects.LikelihoodName} likelihood expects {low:0.###} to {high:0.###}: its nats mean nothing here"),
                $"scale the data{(keys.PathOf("outputMean") is not { } mean ? "" : keys.PathOf("likelihood") is { } key ? $", or choose a likelihood for real numbers ({key}=gaussian {mean}=identity)" : $", or leave the output unbounded ({mean}=identity)")}", 1);
        }

        if (OffGrid > OnGrid)
        {
            return new("data-levels", Text($"the data is not on the {expects.GreyLevels} grey values that a {expects.LikelihoodName} likelihood expects"),
                $"{(data.Info.Binarisation is null ? "scale the data to them" : "give grey values k/255 with --set data.binarisation=none")}{(keys.PathOf("likelihood") is { } key ? $", or choose a continuous likelihood ({key}=gaussian)" : "")}", 1);
        }

        return null;
    }

    /// <summary>Whether every value lies within those that a run was trained on.</summary>
    public bool IsWithin(RunData trained) => Low >= trained.Low && High <= trained.High;

    /// <summary>What a likelihood of any real number cannot refuse: values so far from those trained on that they are of another unit; null for others.</summary>
    public string? OtherScale(RunData trained) => Math.Max(Math.Abs(Low), Math.Abs(High)) > OtherUnit * Math.Max(Math.Max(Math.Abs(trained.Low), Math.Abs(trained.High)), double.Epsilon)
        ? Text($"the data goes from {Low:0.###} to {High:0.###}, the data of the run from {trained.Low:0.###} to {trained.High:0.###}: is it scaled in the same way?") : null;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
