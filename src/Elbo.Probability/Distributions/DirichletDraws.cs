using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>Dirichlet draws with implicit gradients, from which those of the beta family follow by elementary functions.</summary>
internal static class DirichletDraws
{
    /// <summary>
    /// Shares along the last axis. Each share follows a beta distribution, at whose quantile it stays while its concentration moves; the others
    /// give way in proportion (Figurnov et al., arXiv 1805.08498). libtorch approximates the derivative to about 10⁻³ relative.
    /// </summary>
    /// <param name="concentration">α &gt; 0 with the shape of the draw, <c>[…, K]</c>.</param>
    public static Tensor Shares(Tensor concentration, NoiseStream noise)
    {
        var fixedAlpha = concentration.Detach().Contiguous();
        using var generator = new Generator(noise.NextSeed(), concentration.Device);
        var shares = fixedAlpha.SampleDirichlet(generator);
        if (!Gradients.Enabled || !concentration.RequiresGrad) return shares;
        var total = fixedAlpha.Sum([-1], true).Expand(fixedAlpha.Shape).Contiguous();
        var slope = shares.DirichletGrad(fixedAlpha, total);
        // Zero in value; its derivative is ∂x_i/∂α_j = slope_j (δ_ij − x_i).
        var shift = slope * (concentration - fixedAlpha);
        return shares + shift - shares * shift.Sum([-1], true);
    }

    /// <summary>x and 1 − x, x ~ Beta(α, β), each with its own digits.</summary>
    public static (Tensor Share, Tensor Other) Pair(Tensor alpha, Tensor beta, ReadOnlySpan<long> shape, NoiseStream noise)
    {
        var shares = Shares(Ops.Stack([alpha.Expand(shape), beta.Expand(shape)], -1), noise);
        return (shares.Select(-1, 0), shares.Select(-1, 1));
    }
}
