using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Models.Objectives;

/// <summary>Bounds on log p(x) [B] nats as reductions of log-weights log w = log p(x, z) − log q(z | x) [K, B] over draws. They differ in nothing else, and a mean in the place of a logsumexp is easily overlooked.</summary>
public static class MultiSampleBound
{
    /// <summary>log 1/K Σ w_i (Burda et al. 2016, arXiv 1509.00519, eq. 8); its gradient weighs ∇log w_i by softmax(log w).</summary>
    public static Tensor Iwae(Tensor logW) => Estimates.LogMeanExp(logW, 0);

    /// <summary>1/K Σ log w_i; its gradient weighs ∇log w_i by 1/K.</summary>
    public static Tensor Vae(Tensor logW) => logW.Mean([0]);

    /// <summary>1/M Σ_m log 1/K Σ_k w_mk over M groups of draws that follow one another (Rainforth et al. 2018, arXiv 1802.04537, eq. 9).</summary>
    /// <param name="logW">[M K, B].</param>
    /// <param name="groups">M.</param>
    public static Tensor Miwae(Tensor logW, int groups) => Estimates.LogMeanExp(logW.View([groups, -1, logW.Size(1)]), 1).Mean([0]);

    /// <summary>β times <see cref="Vae"/> and 1 − β times <see cref="Iwae"/> (ibid., eq. 10).</summary>
    public static Tensor Ciwae(Tensor logW, double beta) => Vae(logW) * beta + Iwae(logW) * (1 - beta);
}
