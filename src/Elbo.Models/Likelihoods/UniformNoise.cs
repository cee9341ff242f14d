using Elbo.Torch;

namespace Elbo.Models.Likelihoods;

/// <summary>U(0, 1) from a stream of normal numbers.</summary>
internal static class UniformNoise
{
    // Six standard deviations: beyond them Φ is 0 or 1 in f32.
    private const double Least = 1e-7;

    /// <summary>Φ(ε), ε ~ N(0, 1); never 0 or 1.</summary>
    public static Tensor Open(NoiseStream noise, ReadOnlySpan<long> shape, Device device) =>
        ((noise.Normal(shape, device) * Math.Sqrt(0.5)).Erf() * 0.5 + 0.5).Clamp(Least, 1 - Least);
}
