using Elbo.Torch.Interop;

namespace Elbo.Torch.Fused;

/// <summary>The reparameterised draw z = μ + σ ⊙ ε of a diagonal Gaussian, differentiable in μ and log σ².</summary>
public sealed unsafe class GaussianSample : FusedFunction
{
    private static readonly GaussianSample Instance = new();

    /// <param name="mu">[B, Z], or any shape.</param>
    /// <param name="logVar">The shape of <paramref name="mu"/>, log σ²; other shapes broadcast.</param>
    /// <param name="eps">[B, Z] or [S, B, Z], standard normal; the kernel takes noise that needs no gradient.</param>
    /// <returns>The shape of <paramref name="eps"/>.</returns>
    public static Tensor Apply(Tensor mu, Tensor logVar, Tensor eps)
    {
        if (!FusedPath.Takes(mu, logVar, eps) || eps.RequiresGrad || !mu.Shape.SequenceEqual(logVar.Shape) || !RowShape.Repeats(mu, eps, 0))
            return mu + (logVar * 0.5).Exp() * eps;
        var z = Tensor.Empty(eps.Shape);
        var n = mu.Count;
        Native.elbo_gaussian_sample((float*)mu.Data(), (float*)logVar.Data(), (float*)eps.Data(), (float*)z.Data(), n, n == 0 ? 0 : eps.Count / n);
        Instance.Attach([mu, logVar], [z], [mu, z]);
        return z;
    }

    /// <inheritdoc/>
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
