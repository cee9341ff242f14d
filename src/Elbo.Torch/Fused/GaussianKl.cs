using Elbo.Torch.Interop;

namespace Elbo.Torch.Fused;

/// <summary>KL(N(μ, diag e^logVar) ‖ N(0, I)) per row, value and gradient in one pass each.</summary>
public sealed unsafe class GaussianKl : FusedFunction
{
    private static readonly GaussianKl Instance = new();

    /// <summary>½ Σ_j μ_j² + σ_j² − 1 − log σ_j² [nats] (Kingma &amp; Welling 2014, appendix B, with the sign of a divergence).</summary>
    /// <param name="mu">[…, Z]</param>
    /// <param name="logVar">[…, Z], log σ²; broadcasts with <paramref name="mu"/>.</param>
    /// <param name="eventAxes">How many of the last axes are summed over; both tensors have them.</param>
    /// <returns>[…]</returns>
    public static Tensor Rows(Tensor mu, Tensor logVar, int eventAxes = 1)
    {
        if (eventAxes == 0 || !FusedPath.Takes(mu, logVar) || !mu.Shape.SequenceEqual(logVar.Shape) || mu.Rank < eventAxes)
            return RowShape.Sum(PerDimension(mu, logVar), eventAxes);
        var value = Tensor.Empty(mu.Shape[..^eventAxes]);
        Native.elbo_gaussian_kl((float*)mu.Data(), (float*)logVar.Data(), (float*)value.Data(), value.Count, RowShape.Columns(mu, eventAxes));
        Instance.Attach([mu, logVar], [value], [mu, logVar]);
        return value;
    }

    /// <summary>KL(N(μ_j, σ_j²) ‖ N(0, 1)) of every dimension, nats; <see cref="Rows"/> is its sum. Differentiable, not fused.</summary>
    /// <param name="mu">[…, Z]</param>
    /// <param name="logVar">[…, Z], log σ².</param>
    /// <returns>[…, Z]</returns>
    public static Tensor PerDimension(Tensor mu, Tensor logVar) => (mu.Square() + logVar.Expm1() - logVar) * 0.5;

    /// <inheritdoc/>
    protected override void Backward(ReadOnlySpan<Tensor?> incoming, ReadOnlySpan<Tensor> saved, ReadOnlySpan<bool> needed, Span<Tensor?> gradients)
    {
        var (mu, logVar) = (saved[0], saved[1]);
        var weight = incoming[0]!.Contiguous();
        Tensor dmu = Tensor.Empty(mu.Shape), dlogVar = Tensor.Empty(mu.Shape);
        Native.elbo_gaussian_kl_backward((float*)mu.Data(), (float*)logVar.Data(), (float*)weight.Data(), (float*)dmu.Data(), (float*)dlogVar.Data(), weight.Count, mu.Count / Math.Max(1, weight.Count));
        gradients[0] = dmu;
        gradients[1] = dlogVar;
    }
}
