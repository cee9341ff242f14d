using Elbo.Data;
using Elbo.Models.Latents;
using Elbo.Torch;

namespace Elbo.Models.Objectives;

/// <summary>
/// The negative bound with the gradient of q by its score, (f_i − mean of the others) ∇log q(z_i | x), f = log p(x, z) − log q (Mnih &amp; Gregor 2014, arXiv 1402.0030; the baseline
/// of Kool et al. 2019): any q that has a density will do, at a high variance. Terms <c>reconstruction</c> and <c>kl</c>.
/// </summary>
/// <param name="draws">Draws per example and step, at least 2: one has no others.</param>
public sealed class ScoreObjective(int draws) : IObjective, IKlWeighted
{
    /// <inheritdoc/>
    public LossTerms Of(ILatentVariables model, Batch x, StepContext step)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 2);
        var pass = new Pass(step);
        // The score of q has expectation 0 but for what it multiplies.
        var (logQ, logLikelihood, divergence) = HeldDraws.Of(model, x, draws, pass);
        var f = SampledBound.Weights(logLikelihood, divergence, step);
        Tensor signal;
        using (Gradients.Off()) signal = (f - f.Mean([0], keepdim: true)) * ((double)draws / (draws - 1));
        // The second part is 0 and carries the gradient of q.
        var objective = -(f + signal * (logQ - logQ.Detach())).Mean([0]);
        return SampledBound.Terms(pass, objective, logLikelihood, divergence, gains: false);
    }
}
