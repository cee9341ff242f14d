using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>Poisson draws.</summary>
internal static class CountDraws
{
    /// <summary>log of the greatest rate that is drawn from: the sampler counts in 64 bits.</summary>
    private const double MostLogRate = 40;

    /// <summary>x ~ Poisson(e^l), of the type and shape of l.</summary>
    /// <param name="logRate">l.</param>
    public static Tensor Of(Tensor logRate, NoiseStream noise)
    {
        using var generator = new Generator(noise.NextSeed(), logRate.Device);
        return logRate.ClampMax(MostLogRate).Exp().Contiguous().Poisson(generator);
    }
}
