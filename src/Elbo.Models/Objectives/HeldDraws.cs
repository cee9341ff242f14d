using Elbo.Data;
using Elbo.Models.Latents;
using Elbo.Torch;

namespace Elbo.Models.Objectives;

/// <summary>What draws z ~ q(z | x) that are held fixed cost: gradients reach q by its density at them alone, not through them.</summary>
/// <param name="LogQ">log q(z | x), with its gradient, [K, B].</param>
/// <param name="LogLikelihood">log p(x | z), [K, B].</param>
/// <param name="Divergence">log q(z | x) − log p(z), without the gradient of q, [K, B].</param>
internal readonly record struct HeldDraws(Tensor LogQ, Tensor LogLikelihood, Tensor Divergence)
{
    /// <param name="draws">K, per example.</param>
    public static HeldDraws Of(ILatentVariables model, Batch x, int draws, Pass pass)
    {
        var walk = new DrawWalk(pass, draws, x.Count);
        using (Gradients.Off()) model.VisitPosterior(x, walk);
        var posterior = new ReplayWalk(walk.Values);
        model.VisitPosterior(x, posterior);
        var logQ = posterior.LogProb()!;
        var logLikelihood = model.Likelihood(x, walk.Values, pass).LogProb(model.Observed(x));
        var prior = new ReplayWalk(walk.Values);
        model.VisitPrior(x, prior);
        return new(logQ, logLikelihood, logQ.Detach() - prior.LogProb()!);
    }
}
