using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Models.Latents;

/// <summary>One visit to the latent sites of a program. What becomes of a site is up to the walk: it is drawn, takes a given value, or its location.</summary>
public abstract class SiteWalk
{
    /// <summary>What networks of the program may draw from and note in, such as dropout of an encoder; null for a walk without noise.</summary>
    public abstract Pass? Pass { get; }

    /// <summary>The values that sites have taken so far, or all where they are given.</summary>
    public abstract SiteValues Values { get; }

    /// <summary>Visits a site.</summary>
    /// <param name="site">Lower case, e.g. <c>z</c> or <c>h_1</c>; each is visited once.</param>
    /// <param name="distribution">Of the site given those visited before, with batch axes [], [B] or [S, B].</param>
    /// <returns>Its value.</returns>
    public abstract Tensor At(string site, Distribution distribution);
}
