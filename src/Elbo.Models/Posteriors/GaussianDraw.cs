using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Models.Posteriors;

/// <summary>Reparameterised draws with their log-density.</summary>
public static class GaussianDraw
{
    /// <summary>
    /// z = μ + σ ε and log q(z) = −½ Σ (ε² + log σ² + log 2π). As (z − μ)/σ is ε itself, the density needs no pass over z, and its
    /// gradient is the whole derivative: through z as well as through μ and σ.
    /// </summary>
    /// <param name="q">[…, Z].</param>
    /// <param name="shape">Shape of the draws, the shape of q with further axes in front.</param>
    /// <returns>z of that shape, and log q without its last axis, nats.</returns>
    public static LatentDraw From(Normal q, ReadOnlySpan<long> shape, NoiseStream noise)
    {
        var eps = noise.Normal(shape, q.Device);
        if (q.DType != DType.F32) eps = eps.To(q.DType);
        var logQ = ((eps.Square() + Math.Log(2 * Math.PI)).Sum([-1]) + q.LogVariance().Sum([-1])) * -0.5;
        return new(q.Reparameterise(eps), logQ);
    }
}
