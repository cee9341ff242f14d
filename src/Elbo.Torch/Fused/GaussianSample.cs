using Elbo.Torch.Interop;

namespace Elbo.Torch.Fused;

/// <summary>The reparameterised draw z = μ + σ ⊙ ε of a diagonal Gaussian, differentiable in μ and log σ².</summary>
public sealed unsafe class GaussianSample : CustomFunction
{
    private static readonly GaussianSample Instance = new();

    /// <param name="mu">[B, Z]</param>
    /// <param name="logVar">[B, Z], log σ².</param>
    /// <param name="eps">[B, Z] or [S, B, Z], standard normal, no gradient.</param>
    /// <returns>The shape of <paramref name="eps"/>.</returns>
    public static Tensor Apply(Tensor mu, Tensor logVar, Tensor eps)
    {
        if (!FusedPath.Takes(mu, logVar, eps) || !mu.Shape.SequenceEqual(logVar.Shape) || eps.Rank < mu.Rank || !eps.Shape[^mu.Rank..].SequenceEqual(mu.Shape))
            return mu + (logVar * 0.5).Exp() * eps;
        var z = Tensor.Empty(eps.Shape);
        var n = mu.Count;
        Native.elbo_gaussian_sample((float*)mu.Data(), (float*)logVar.Data(), (float*)eps.Data(), (float*)z.Data(), n, n == 0 ? 0 : eps.Count / n);
        Instance.Attach([mu, logVar], [z], [mu, z]);
        return z;
    }

    protected override void Backward(ReadOnlySpan<Tensor?> incoming, ReadOnlySpan<Tensor> saved, ReadOnlySpan<bool> needed, Span<Tensor?> gradients)
    {
        var (mu, z) = (saved[0], saved[1]);
        var dz = incoming[0]!.Contiguous();
        Tensor dmu = Tensor.Empty(mu.Shape), dlogVar = Tensor.Empty(mu.Shape);
        var n = mu.Count;
        Native.elbo_gaussian_sample_backward((float*)mu.Data(), (float*)z.Data(), (float*)dz.Data(), (float*)dmu.Data(), (float*)dlogVar.Data(), n, n == 0 ? 0 : z.Count / n);
        gradients[0] = dmu;
        gradients[1] = dlogVar;
    }
}
