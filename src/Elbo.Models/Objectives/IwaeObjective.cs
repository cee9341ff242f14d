using Elbo.Data;
using Elbo.Models.Latents;
using Elbo.Torch;

namespace Elbo.Models.Objectives;

/// <summary>
/// −L of k draws, by sampling alone: the importance-weighted bound, or the mean of k single-sample bounds (Burda et al. 2016, arXiv 1509.00519,
/// §3 and eq. 8). Terms <c>reconstruction</c> and <c>kl</c> are means over the draws; the importance-weighted bound is tighter than their sum by
/// <c>importance_gain</c> ≥ 0.
/// </summary>
/// <param name="samples">k.</param>
public sealed class IwaeObjective(int samples, MultiSampleObjective kind = MultiSampleObjective.Iwae) : IObjective, IKlWeighted
{
    /// <inheritdoc/>
    public LossTerms Of(ILatentVariables model, Batch x, StepContext step)
    {
        var pass = new Pass(step);
        var bound = Bound.Draw(model, x, samples, pass);
        var divergence = bound.LogQ() - bound.LogP();
        var objective = -MultiSampleBound.Of(kind, bound.LogLikelihood - (step.KlWeight == 1 ? divergence : divergence * step.KlWeight));
        var whole = pass.Added(objective);
        using var off = Gradients.Off();
        Tensor reconstruction = -bound.LogLikelihood.Mean([0]), kl = divergence.Mean([0]);
        List<LossTerm> terms = [new("reconstruction", reconstruction, Weight: 1), new("kl", kl, Weight: step.KlWeight), .. pass.Terms];
        if (kind == MultiSampleObjective.Iwae) terms.Add(new("importance_gain", reconstruction + kl * step.KlWeight - objective, Weight: -1));
        return new(whole, terms);
    }
}
