using Elbo.Data;
using Elbo.Models.Latents;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Objectives;

/// <summary>log q(z | x) as a function of z alone: no gradient flows into what q has learned.</summary>
internal static class FixedPosterior
{
    /// <summary>Σ log q over sites, [S, B] nats.</summary>
    /// <param name="draws">What was drawn from q.</param>
    /// <param name="z">The values of the draws, through which the gradient is to go: also where the q of one site depends on another.</param>
    /// <exception cref="NotSupportedException">A site depends on another, and the model does not say which parameters are of q.</exception>
    public static Tensor LogProb(ILatentVariables model, Batch x, IReadOnlyList<SiteDraw> draws, SiteValues z)
    {
        if (draws.All(d => d.Drawn.Source.BatchShape.Length < 2))
            return draws.Select(d => d.Drawn.Source.Detached().LogProb(z[d.Site])).Aggregate((a, b) => a + b);
        if (model.PosteriorParts.Count == 0) throw new NotSupportedException("a gradient without the score of q needs a model that says which of its parts are of q");
        using var frozen = new FrozenParameters(model.PosteriorParts.SelectMany(p => p.Part.Parameters()));
        var replay = new ReplayWalk(z);
        model.VisitPosterior(x, replay);
        return replay.LogProb()!;
    }
}
