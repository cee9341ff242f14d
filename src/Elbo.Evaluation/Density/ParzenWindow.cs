using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Evaluation.Density;

/// <summary>
/// A Parzen-window estimate (Breuleux et al. 2011; Theis et al. 2016, arXiv 1511.01844, §3.2): a Gaussian N(s, σ²I) around each of S samples of a model,
/// p̂(x) = 1/S Σ_s N(x; s, σ²I). It stands for the density of the samples blurred by σ, not for that of the model: in many dimensions it ranks
/// models wrongly, and it grows with S.
/// </summary>
/// <param name="samples">[S, D], in the units of the data; borrowed.</param>
public sealed class ParzenWindow(Tensor samples)
{
    /// <summary>σ of 0.10, 0.11 … 0.30, the widths that literature tries on pixels in [0, 1].</summary>
    public static IReadOnlyList<double> UsualWidths { get; } = [.. Enumerable.Range(10, 21).Select(k => k / 100.0)];

    /// <summary>log p̂(x) [N] nats of each width.</summary>
    /// <param name="x">[N, D].</param>
    /// <param name="widths">σ, all positive.</param>
    public IReadOnlyList<double[]> LogDensities(Tensor x, IReadOnlyList<double> widths, CancellationToken cancel = default)
    {
        foreach (var width in widths) ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width, nameof(widths));
        var (count, d) = (x.Size(0), samples.Size(1));
        var found = widths.Select(_ => new double[count]).ToArray();
        SquaredDistances.Each(x, samples, (first, distances) =>
        {
            for (var k = 0; k < widths.Count; k++)
            {
                var (width, constant) = (widths[k], -0.5 * d * Math.Log(2 * Math.PI * widths[k] * widths[k]));
                var kernel = Estimates.LogMeanExp(distances * (-0.5 / (width * width)), 1).To(DType.F64) + constant;
                kernel.ToArray<double>().CopyTo(found[k], first);
            }
        }, cancel);
        return found;
    }

    /// <summary>log p̂(x) [N] nats.</summary>
    public double[] LogDensities(Tensor x, double width, CancellationToken cancel = default) => LogDensities(x, [width], cancel)[0];

    /// <summary>The width under which <paramref name="validation"/> [N, D] is likeliest, on which nothing is measured afterwards.</summary>
    public double BestWidth(Tensor validation, IReadOnlyList<double> widths, CancellationToken cancel = default)
    {
        var means = LogDensities(validation, widths, cancel).Select(l => l.Average()).ToList();
        return widths[means.IndexOf(means.Max())];
    }
}
