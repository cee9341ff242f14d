using Elbo.Probability;
using Elbo.Torch;
using Elbo.Torch.Fused;

namespace Elbo.Models.Posteriors;

/// <summary>q(z | x) = N(μ, diag σ²), given by μ and log σ²; borrows its tensors.</summary>
/// <param name="mu">[B, Z].</param>
/// <param name="logVar">log σ², [B, Z].</param>
public readonly struct GaussianPosterior(Tensor mu, Tensor logVar)
{
    /// <summary>[B, Z].</summary>
    public Tensor Mean => mu;

    /// <summary>log σ², [B, Z].</summary>
    public Tensor LogVariance => logVar;

    /// <summary>One reparameterised draw per example, [B, Z].</summary>
    public Tensor Draw(NoiseStream noise) => GaussianSample.Apply(mu, logVar, noise.Normal(mu.Shape, mu.Device));

    /// <summary>S reparameterised draws per example, [S, B, Z].</summary>
    public Tensor Draw(int samples, NoiseStream noise) => GaussianSample.Apply(mu, logVar, noise.Normal([samples, .. mu.Shape], mu.Device));

    /// <summary>log q(z | x) [S, B] nats, for z [S, B, Z].</summary>
    public Tensor LogProb(Tensor z) => Normal.FromLogVariance(mu, logVar).LogProb(z);

    /// <summary>KL(q ‖ N(0, I)) [B] nats, in closed form.</summary>
    public Tensor KlToStandardNormal() => GaussianKl.Rows(mu, logVar);
}
