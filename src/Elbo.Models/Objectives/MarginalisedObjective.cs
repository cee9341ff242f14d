using Elbo.Data;
using Elbo.Models.Latents;
using Elbo.Torch;

namespace Elbo.Models.Objectives;

/// <summary>
/// The negative bound of a posterior that is a mixture, as Σ_k π_k of the expectations under its components, each by draws of its own (Roeder et al. 2017, arXiv 1703.09194, §5): the
/// least variance, at K evaluations of the likelihood. Terms <c>reconstruction</c> and <c>kl</c>.
/// </summary>
/// <param name="draws">Draws of each component, per example and step.</param>
public sealed class MarginalisedObjective(int draws = 1) : IObjective, IKlWeighted
{
    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The posterior is no mixture.</exception>
    public LossTerms Of(ILatentVariables model, Batch x, StepContext step)
    {
        var pass = new Pass(step);
        var walk = new ComponentWalk(pass, draws);
        model.VisitPosterior(x, walk);
        var logLikelihood = model.Likelihood(x, walk.Values, pass).LogProb(model.Observed(x));
        var prior = new ReplayWalk(walk.Values);
        model.VisitPrior(x, prior);
        var weights = walk.LogWeights.Exp();
        var (reconstruction, kl) = (-(weights * logLikelihood).Sum([0]), (weights * (walk.LogQ - prior.LogProb()!)).Sum([0]));
        return new(pass.Added(reconstruction + kl * step.KlWeight), [new("reconstruction", reconstruction, Weight: 1), new("kl", kl, Weight: step.KlWeight), .. pass.Terms]);
    }
}
