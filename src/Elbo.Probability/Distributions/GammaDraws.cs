using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>Gamma draws with implicit gradients, by libtorch's rejection sampler.</summary>
internal static class GammaDraws
{
    /// <summary>g ~ Gamma(α, 1), whose gradient is the implicit one, −∂F/∂α / p (Figurnov et al., arXiv 1805.08498), to about 10⁻³ relative.</summary>
    /// <param name="concentration">α &gt; 0 with the shape of the draw.</param>
    public static Tensor Standard(Tensor concentration, NoiseStream noise)
    {
        using var generator = new Generator(noise.NextSeed(), concentration.Device);
        return concentration.StandardGamma(generator);
    }
}
