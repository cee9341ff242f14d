using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Models.Objectives;

/// <summary>What is made of k log-weights per example (Burda et al. 2016, arXiv 1509.00519).</summary>
public enum MultiSampleObjective
{
    /// <summary>L_k = log 1/k Σ w_i, eq. 8: the importance-weighted bound.</summary>
    Iwae,

    /// <summary>1/k Σ log w_i, §3: the mean of k single-sample bounds, the paper's "VAE with k samples".</summary>
    Vae,
}

/// <summary>The two reductions over the sample axis. They differ in nothing else, and a mean in the place of a logsumexp is easily overlooked.</summary>
public static class MultiSampleBound
{
    /// <summary>The bound on log p(x) [B] nats, differentiable. The gradient weighs ∇log w_i by softmax(log w) (<see cref="MultiSampleObjective.Iwae"/>) or by 1/k.</summary>
    /// <param name="logW">log w = log p(x, z) − log q(z | x), [K, B] nats.</param>
    public static Tensor Of(MultiSampleObjective objective, Tensor logW) =>
        objective == MultiSampleObjective.Iwae ? Estimates.LogMeanExp(logW, 0) : logW.Mean([0]);
}
