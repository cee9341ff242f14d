using Elbo.Data;
using Elbo.Torch.Nn;

namespace Elbo.Models.Latents;

/// <summary>
/// A model p(x, z) = p(x | z) p(z) with an approximate posterior q(z | x). Posterior and prior are programs that visit the same sites; bounds, importance
/// weights, codes and figures per dimension follow from these members.
/// </summary>
public interface ILatentVariables : IGenerativeModel
{
    /// <summary>Visits the sites in an order in which q(z | x) can be drawn.</summary>
    /// <param name="x">B examples.</param>
    void VisitPosterior(Batch x, SiteWalk walk);

    /// <summary>Networks of q(z | x) alone by their names in the model, for objectives that treat them apart; none where it does not say.</summary>
    IReadOnlyList<(string Name, Module Part)> PosteriorParts => [];

    /// <summary>Whether q(z | x) is one z alone: all importance samples are then the same, and one says all.</summary>
    bool HasPointPosterior => false;

    /// <summary>
    /// Whether log p(x) has a bound: not where q(z | x) has no density, as one z of real numbers or a sampler has none. A point of codes has one, and its log-mass is 0.
    /// </summary>
    bool HasBound => true;

    /// <summary>Whether a site has a value for each item of an example, so that it is no part of the code of the example as a whole.</summary>
    bool IsOfItems(string site) => false;
}
