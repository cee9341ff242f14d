using Elbo.Data;
using Elbo.Torch;

namespace Elbo.Models.Latents;

/// <summary>The code of an example: the locations of all sites under q(z | x), side by side in the order of the posterior.</summary>
internal sealed class SiteEncoder(ILatentVariables model, IReadOnlyList<LatentSite> sites) : IEncoder
{
    /// <inheritdoc/>
    public IReadOnlyList<LatentSite> Sites => sites;

    /// <summary>[B, Σ Z]: exact means of the sites that depend on x alone; of those above, with the location of what they depend on in place of a draw.</summary>
    public Tensor Encode(Batch x)
    {
        var walk = new LocationWalk(x.Count);
        model.VisitPosterior(x, walk);
        var code = sites.Count == 1 ? walk.Values[sites[0].Name].Flatten(1) : Ops.Cat([.. sites.Select(s => walk.Values[s.Name].Flatten(1))], -1);
        return code.To(x.RealType);
    }
}
