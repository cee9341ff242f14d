using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>Mean and variance per batch element over chunks of a stream, by the pairwise update of Chan, Golub and LeVeque (1979).</summary>
internal sealed class RunningMoments
{
    private double[] mean = [];
    private double[] squares = [];
    private long[]? shape;

    /// <summary>Values seen per batch element.</summary>
    public long Count { get; private set; }

    /// <summary>Shape of the batch.</summary>
    public ReadOnlySpan<long> Shape => shape;

    /// <param name="values"><c>[S, batch…]</c>.</param>
    public void Add(Tensor values)
    {
        using var scope = TensorScope.Enter();
        if (shape is null)
        {
            shape = values.Shape[1..].ToArray();
            var size = checked((int)(values.Count / values.Shape[0]));
            (mean, squares) = (new double[size], new double[size]);
        }
        var (variance, average) = values.To(DType.F64).VarMean([0], 0);
        var (v, m) = (variance.ToArray<double>(), average.ToArray<double>());
        var added = values.Shape[0];
        var total = Count + added;
        for (var b = 0; b < mean.Length; b++)
        {
            var shift = m[b] - mean[b];
            mean[b] += shift * added / total;
            squares[b] += v[b] * added + shift * shift * Count * added / total;
        }
        Count = total;
    }

    public double[] Mean() => mean;

    /// <summary>Standard error of the mean.</summary>
    public double[] StandardError() => [.. squares.Select(s => Math.Sqrt(s / (Count - 1) / Count))];
}
