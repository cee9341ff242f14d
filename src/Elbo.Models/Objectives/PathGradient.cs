using Elbo.Data;
using Elbo.Models.Latents;
using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Models.Objectives;

/// <summary>
/// Minus a bound of log-weights whose gradient in q is that of the path alone, through the draws: q's parameters are constants inside log w, and draws of all
/// sites are one z. Gradients in prior and likelihood are the bound's.
/// </summary>
internal static class PathGradient
{
    /// <param name="reduction">From log w [K, B] to the bound [B].</param>
    /// <param name="factor">What the gradient that reaches draw k is multiplied by before it goes into q, from log w [K, B] without gradient; null for 1.</param>
    /// <exception cref="NotSupportedException">q cannot be reparameterised.</exception>
    public static LossTerms Of(ILatentVariables model, Batch x, StepContext step, int draws, Func<Tensor, Tensor> reduction, Func<Tensor, Tensor>? factor = null, bool gains = true)
    {
        var pass = new Pass(step);
        var walk = new DrawWalk(pass, draws, x.Count);
        model.VisitPosterior(x, walk);
        var z = new SiteValues();
        List<GradientRoute> routes = [];
        foreach (var (site, drawn) in walk.Draws)
        {
            if (drawn.Source is not IReparameterised) throw new NotSupportedException($"a gradient through draws needs a posterior that is reparameterised; of the latent site '{site}' it is {drawn.Source}");
            if (factor is not null) routes.Add(new());
            z.Add(site, factor is null ? drawn.Value : routes[^1].Through(drawn.Value));
        }
        var logLikelihood = model.Likelihood(x, z, pass).LogProb(model.Observed(x));
        var prior = new ReplayWalk(z);
        model.VisitPrior(x, prior);
        var divergence = FixedPosterior.LogProb(model, x, walk.Draws, z) - prior.LogProb()!;
        var logW = SampledBound.Weights(logLikelihood, divergence, step);
        if (factor is not null)
        {
            using var off = Gradients.Off();
            var values = factor(logW.Detach());
            foreach (var route in routes) route.Set(values);
        }
        return SampledBound.Terms(pass, -reduction(logW), logLikelihood, divergence, gains);
    }
}
