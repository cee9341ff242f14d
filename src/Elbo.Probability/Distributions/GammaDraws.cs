using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>
/// Gamma draws as the product of a draw of shape α + 1 and u^(1/α) (Marsaglia and Tsang 2000, §6), whose logarithm is known where the draw itself
/// is below every number of f32, as most are for α of 0.001. Gradients are the implicit ones, −∂F/∂α / p (Figurnov et al., arXiv 1805.08498), to
/// about 10⁻³ relative as libtorch approximates them.
/// </summary>
internal static class GammaDraws
{
    /// <summary>log x below which log F = α log x − log Γ(α + 1) to every digit.</summary>
    private const double Far = -40;

    /// <summary>g ~ Gamma(α, 1), at least the smallest normal number.</summary>
    /// <param name="concentration">α &gt; 0 with the shape of the draw.</param>
    public static Tensor Standard(Tensor concentration, NoiseStream noise)
    {
        var alpha = concentration.Detach();
        var (whole, power) = Factors(alpha, noise);
        var draw = (whole * power.Exp()).ClampMin(Numerics.Smallest(alpha.DType));
        if (!Gradients.Enabled || !concentration.RequiresGrad) return draw;
        return draw + alpha.StandardGammaGrad(draw) * (concentration - alpha);
    }

    /// <summary>log g, g ~ Gamma(α, 1).</summary>
    /// <param name="concentration">α &gt; 0 with the shape of the draw.</param>
    public static Tensor LogStandard(Tensor concentration, NoiseStream noise)
    {
        var alpha = concentration.Detach();
        var (whole, power) = Factors(alpha, noise);
        var draw = whole.Log() + power;
        if (!Gradients.Enabled || !concentration.RequiresGrad) return draw;
        var far = draw.Lt(Far);
        var near = draw.MaskedFill(far, 0).Exp();
        var slope = far.Where(((alpha + 1).Digamma() - draw) / alpha, alpha.StandardGammaGrad(near) / near);
        return draw + slope * (concentration - alpha);
    }

    /// <summary>g′ ~ Gamma(α + 1, 1) and log(u)/α, u uniform: g′ u^(1/α) has the shape α.</summary>
    private static (Tensor Whole, Tensor Power) Factors(Tensor alpha, NoiseStream noise)
    {
        using var off = Gradients.Off();
        using var generator = new Generator(noise.NextSeed(), alpha.Device);
        return ((alpha + 1).StandardGamma(generator), noise.Uniform(alpha.Shape, alpha.Device, alpha.DType).Log() / alpha);
    }
}
