using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Models.Latents;

/// <summary>
/// Takes every site at the location of its distribution: one value per example [B, …], without noise. Exact means of the sites that depend on
/// the data alone; of those that depend on others, the location given theirs.
/// </summary>
/// <param name="count">B.</param>
public sealed class LocationWalk(long count) : SiteWalk
{
    /// <summary>The locations.</summary>
    public override SiteValues Values { get; } = new();

    /// <summary>Null.</summary>
    public override Pass? Pass => null;

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The distribution has no location.</exception>
    public override Tensor At(string site, Distribution distribution)
    {
        var location = distribution.Location() ?? throw new NotSupportedException($"{distribution} of the latent site '{site}' has no point estimate");
        if (distribution.BatchShape.Length == 0) location = location.Expand([count, .. distribution.EventShape]);
        Values.Add(site, location);
        return location;
    }
}
