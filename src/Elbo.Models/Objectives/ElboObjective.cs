using Elbo.Data;
using Elbo.Models.Latents;

namespace Elbo.Models.Objectives;

/// <summary>
/// The negative bound −E_q[log p(x | z)] + β KL(q(z | x) ‖ p(z)) (Kingma &amp; Welling 2014, arXiv 1312.6114, §2.3), β being
/// <see cref="StepContext.KlWeight"/>. Terms <c>reconstruction</c> (−log p(x | z)) and <c>kl</c>.
/// </summary>
/// <param name="draws">L, draws per example and step.</param>
/// <param name="sampled">True for L̂^A, in which the divergence is log q − log p of the draws; false for L̂^B, in closed form where there is one.</param>
public sealed class ElboObjective(int draws = 1, bool sampled = false) : IObjective, IKlWeighted
{
    /// <inheritdoc/>
    public LossTerms Of(ILatentVariables model, Batch x, StepContext step)
    {
        var pass = new Pass(step) { AddsScores = true };
        var bound = Bound.Draw(model, x, draws, pass);
        var reconstruction = SampleAxis.Mean(-bound.LogLikelihood);
        var divergence = sampled ? bound.LogQ() - bound.LogP() : bound.Divergence();
        var kl = SampleAxis.Mean(divergence);
        var objective = reconstruction + (step.KlWeight == 1 ? kl : kl * step.KlWeight);
        if (ScoreTerm.Of(bound, () => divergence * step.KlWeight - bound.LogLikelihood) is { } score) objective += score;
        return new(pass.Added(objective), [new("reconstruction", reconstruction, Weight: 1), new("kl", kl, Weight: step.KlWeight), .. pass.Terms]);
    }
}
