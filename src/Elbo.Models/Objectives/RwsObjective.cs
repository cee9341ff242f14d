using Elbo.Data;
using Elbo.Models.Latents;
using Elbo.Torch;

namespace Elbo.Models.Objectives;

/// <summary>
/// Reweighted wake-sleep with the wake phase of q (Bornschein &amp; Bengio 2015, arXiv 1406.2751): prior and likelihood ascend L_k, q ascends
/// Σ w̃_i log q(z_i | x) at draws held fixed, w̃ = softmax(log w), which brings down KL(p(z | x) ‖ q). What is reported is −L_k. Terms as of
/// <see cref="IwaeObjective"/>.
/// </summary>
/// <param name="samples">k, at least 2: a single weight is 1 whatever the draw.</param>
public sealed class RwsObjective(int samples) : IObjective, IKlWeighted
{
    /// <inheritdoc/>
    public LossTerms Of(ILatentVariables model, Batch x, StepContext step)
    {
        var pass = new Pass(step);
        var (logQ, logLikelihood, divergence) = HeldDraws.Of(model, x, samples, pass);
        var logW = SampledBound.Weights(logLikelihood, divergence, step);
        // The second part is exactly 0 and carries the gradient of q.
        var score = (logW.Detach().Softmax(0) * (logQ - logQ.Detach())).Sum([0]);
        return SampledBound.Terms(pass, -(MultiSampleBound.Iwae(logW) + score), logLikelihood, divergence);
    }
}
