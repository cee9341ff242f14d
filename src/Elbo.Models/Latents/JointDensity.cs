using Elbo.Data;
using Elbo.Torch;

namespace Elbo.Models.Latents;

/// <summary>log p(x, z) at given values: what importance sampling by another proposal, annealing and exact sums need.</summary>
public static class JointDensity
{
    /// <summary>log p(x | z) + log p(z) [S, B] nats, differentiable in z.</summary>
    /// <param name="z">Values [S, B, …] of all sites.</param>
    public static Tensor LogProb(IGenerativeModel model, Batch x, SiteValues z, Pass? pass = null)
    {
        var logLikelihood = LogLikelihood(model, x, model.Observed(x), z, pass);
        var walk = new ReplayWalk(z);
        model.VisitPrior(x, walk);
        return walk.LogProb() is { } logPrior ? logLikelihood + logPrior : logLikelihood;
    }

    /// <summary>log p(x | z) [S, B] nats, differentiable in z.</summary>
    /// <param name="observed">What the likelihood is of, <see cref="IGenerativeModel.Observed"/>.</param>
    /// <param name="z">Values [S, B, …] of all sites.</param>
    public static Tensor LogLikelihood(IGenerativeModel model, Batch x, Tensor observed, SiteValues z, Pass? pass = null) =>
        model.Likelihood(x, z, pass ?? new(new NoiseStream(0))).LogProb(observed);
}
