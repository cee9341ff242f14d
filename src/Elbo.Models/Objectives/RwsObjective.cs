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
        var walk = new DrawWalk(pass, samples, x.Count);
        using (Gradients.Off()) model.VisitPosterior(x, walk);
        var posterior = new ReplayWalk(walk.Values);
        model.VisitPosterior(x, posterior);
        var logQ = posterior.LogProb()!;
        var logLikelihood = model.Likelihood(x, walk.Values, pass).LogProb(model.Observed(x));
        var prior = new ReplayWalk(walk.Values);
        model.VisitPrior(x, prior);
        var divergence = logQ.Detach() - prior.LogProb()!;
        var logW = SampledBound.Weights(logLikelihood, divergence, step);
        // The second part is exactly 0 and carries the gradient of q.
        var score = (logW.Detach().Softmax(0) * (logQ - logQ.Detach())).Sum([0]);
        return SampledBound.Terms(pass, -(MultiSampleBound.Iwae(logW) + score), logLikelihood, divergence);
    }
}
