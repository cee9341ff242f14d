using Elbo.Data;
using Elbo.Models.Latents;
using Elbo.Torch;

namespace Elbo.Models.Objectives;

/// <summary>Examples that a model draws, for objectives that look at these alone.</summary>
internal static class DrawnExamples
{
    /// <summary>G(z), the location of p(x | z) at as many z ~ p(z) as <paramref name="x"/> has examples: [B, D], differentiable.</summary>
    public static Tensor Of(IGenerativeModel model, Batch x, NoiseStream noise)
    {
        var walk = new DrawWalk(noise, 1, x.Count);
        model.VisitPrior(x, walk);
        return LikelihoodLocation.Of(model, x, walk.Values).Squeeze(0);
    }
}
