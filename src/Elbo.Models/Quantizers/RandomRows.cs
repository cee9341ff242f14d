using Elbo.Torch;

namespace Elbo.Models.Quantizers;

/// <summary>Rows of a table drawn at random.</summary>
internal static class RandomRows
{
    /// <summary><paramref name="take"/> of <paramref name="count"/> rows, none twice, all equally likely: I64 [take].</summary>
    public static Tensor Uniform(long count, long take, NoiseStream noise, Device device) => noise.Uniform([count], device, DType.F64).Topk(take).Indices;

    /// <summary>Rows drawn one after the other without replacement, with probabilities proportional to <paramref name="weights"/> [N]: I64 [take] (Gumbel top-k).</summary>
    /// <param name="take">At most the number of positive weights.</param>
    public static Tensor Weighted(Tensor weights, long take, NoiseStream noise) =>
        (weights.Log() + Gumbel(weights.Shape, noise, weights.Device, weights.DType)).Topk(take).Indices;

    /// <summary>Standard Gumbel numbers −log(−log u).</summary>
    public static Tensor Gumbel(ReadOnlySpan<long> shape, NoiseStream noise, Device device, DType dtype) => -(-noise.Uniform(shape, device, dtype).Log()).Log();

    /// <summary>A whole number in [0, <paramref name="end"/>).</summary>
    public static int Whole(int end, NoiseStream noise)
    {
        using var scope = TensorScope.Enter();
        return (int)(noise.Uniform([1]).ToDouble() * end);
    }
}
