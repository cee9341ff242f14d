using System.Globalization;
using Elbo.Data;
using Elbo.Models;
using Elbo.Torch;

namespace Elbo.Training.Warnings;

/// <summary>Holds the first training examples against the values that the model's likelihood can have.</summary>
internal static class DataRangeCheck
{
    private const int Examples = 1000;

    // Single precision and a division by 255 put a grey value this close to its place.
    private const double OnGrid = 1e-3;

    /// <summary>Null when the data fits, or the likelihood takes any.</summary>
    public static TrainingWarning? Look(Model model, ModelKeys keys, IDataset data)
    {
        if (model.As<IDataRange>() is not { } expects) return null;
        var (low, high) = expects.DataRange;
        double least = double.PositiveInfinity, greatest = double.NegativeInfinity, offGrid = 0;
        using var off = Gradients.Off();
        new OrderedBatches(data, Split.Train, Examples, Examples).ForEach(batch =>
        {
            var x = batch.X;
            (least, greatest) = (Math.Min(least, x.Min().ToDouble()), Math.Max(greatest, x.Max().ToDouble()));
            if (expects.GreyLevels is not { } levels) return;
            var level = x * (double)(levels - 1);
            offGrid = Math.Max(offGrid, (level - level.Round()).Abs().Max().ToDouble());
        });
        if (least < low || greatest > high)
            return new("data-range", Text($"the data goes from {least:0.###} to {greatest:0.###}, but a {expects.LikelihoodName} likelihood expects {low:0.###} to {high:0.###}: its nats mean nothing here"),
                $"scale the data{(keys.PathOf("likelihood") is { } key && keys.PathOf("outputMean") is { } mean ? $", or choose a likelihood for real numbers ({key}=gaussian {mean}=identity)" : "")}", 1);
        if (offGrid > OnGrid)
            return new("data-levels", Text($"the data is not on the {expects.GreyLevels} grey values that a {expects.LikelihoodName} likelihood expects"),
                $"{(data.Info.Binarisation is null ? "scale the data to them" : "give grey values k/255 with --set data.binarisation=none")}{(keys.PathOf("likelihood") is { } key ? $", or choose a continuous likelihood ({key}=gaussian)" : "")}", 1);
        return null;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
