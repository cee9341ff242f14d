using Elbo.Data;
using Elbo.Models;
using Elbo.Torch;

namespace Elbo.Evaluation.SelfCheck;

/// <summary>A <see cref="LinearCode"/> as the first layer, and above it one unit with mean c z_1.</summary>
internal sealed class LayeredLinearCode(ulong seed, int count) : ILayeredEncoder, IDisposable
{
    private const double Slope = 0.5;

    private readonly LinearCode lower = new(seed, count);

    /// <summary>Variance of c z_1 for drawn z_1, which has variance 1; with its mean in place of a draw, c² s² would be missing.</summary>
    public static double UpperVariance => Slope * Slope;

    public FixedExamples Examples => lower.Examples;

    public int LatentSize => 3;

    public IReadOnlyList<int> LayerSizes => [2, 1];

    public Tensor Encode(Batch x) => Above(lower.Encode(x), lower.Encode(x));

    public Tensor EncodeSampled(Batch x, NoiseStream noise)
    {
        var mu = lower.Encode(x);
        return Above(mu, mu + noise.Normal(mu.Shape) * Math.Sqrt(LinearCode.Spread));
    }

    public void Dispose() => lower.Dispose();

    private static Tensor Above(Tensor mu, Tensor z) => Ops.Cat([mu, z.Narrow(1, 0, 1) * Slope], 1);
}
