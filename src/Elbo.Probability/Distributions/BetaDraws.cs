using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>Draws of the beta family through their log-odds, which are known where the draw itself would round to 0 or 1.</summary>
internal static class BetaDraws
{
    /// <summary>Log-odds below which log F = α log x − log α B(α, β) to every digit.</summary>
    private const double Far = -40;

    /// <summary>log x/(1 − x), x ~ Beta(α, β), with implicit gradients: a draw stays at its quantile while a parameter moves.</summary>
    /// <param name="shape">Shape of the draw, to which both parameters broadcast.</param>
    public static Tensor LogOdds(Tensor alpha, Tensor beta, ReadOnlySpan<long> shape, NoiseStream noise)
    {
        Tensor a = alpha.Detach().Expand(shape), b = beta.Detach().Expand(shape);
        var odds = GammaDraws.LogStandard(a, noise) - GammaDraws.LogStandard(b, noise);
        if (!Gradients.Enabled || !(alpha.RequiresGrad || beta.RequiresGrad)) return odds;
        return odds + Slope(odds, a, b) * (alpha - a) - Slope(-odds, b, a) * (beta - b);
    }

    /// <summary>∂/∂α of the log-odds at a fixed quantile, in f64, in which libtorch's approximation keeps its digits.</summary>
    private static Tensor Slope(Tensor odds, Tensor own, Tensor other)
    {
        Tensor wide = Numerics.Wide(odds), alpha = Numerics.Wide(own), total = alpha + Numerics.Wide(other);
        var far = wide.Lt(Far);
        // Beyond 30 the slope no longer depends on where the draw is.
        var x = wide.MaskedFill(far, 0).ClampMax(30).Sigmoid();
        // ∂x/∂α over 1 − x; it reads memory as if nothing were broadcast.
        var near = x.Contiguous().DirichletGrad(alpha.Contiguous(), total.Contiguous()) / x;
        return far.Where(((alpha + 1).Digamma() - total.Digamma() - wide) / alpha, near).To(odds.DType);
    }
}
