using Elbo.Torch;

namespace Elbo.Models.Quantizers;

/// <summary>Draws other than normal ones from the counter-based stream, so that they resume with it.</summary>
internal static class RandomRows
{
    /// <summary><paramref name="take"/> of <paramref name="count"/> rows, none twice, all equally likely: I64 [take].</summary>
    public static Tensor Uniform(long count, long take, NoiseStream noise, Device device) => noise.Normal([count], device).Topk(take).Indices;

    /// <summary>Rows drawn one after the other without replacement, with probabilities proportional to <paramref name="weights"/> [N]: I64 [take] (Gumbel top-k).</summary>
    /// <param name="take">At most the number of positive weights.</param>
    public static Tensor Weighted(Tensor weights, long take, NoiseStream noise) =>
        (weights.Log() + Gumbel(weights.Shape, noise, weights.Device, weights.DType)).Topk(take).Indices;

    /// <summary>Standard Gumbel numbers −log(−log Φ(n)); as log Φ is accurate in both tails, so are they.</summary>
    public static Tensor Gumbel(ReadOnlySpan<long> shape, NoiseStream noise, Device device, DType dtype)
    {
        var normal = noise.Normal(shape, device);
        if (dtype != DType.F32) normal = normal.To(dtype);
        return -(-normal.SpecialLogNdtr()).Log();
    }

    /// <summary>A whole number in [0, <paramref name="end"/>).</summary>
    public static int Whole(int end, NoiseStream noise)
    {
        using var scope = TensorScope.Enter();
        return Math.Min(end - 1, (int)(noise.Normal([1]).SpecialNdtr().ToDouble() * end));
    }
}
