using Elbo.Data;
using Elbo.Torch;

namespace Elbo.Models.Latents;

/// <summary>Reconstructs examples at the locations of their codes.</summary>
internal sealed class Reconstructor(ILatentVariables model) : IReconstructor
{
    /// <inheritdoc/>
    public Tensor Reconstruct(Batch x)
    {
        var walk = new LocationWalk(x.Count);
        model.VisitPosterior(x, walk);
        return LikelihoodLocation.Of(model, x, walk.Values);
    }
}
