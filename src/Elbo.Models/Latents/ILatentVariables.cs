using Elbo.Data;
using Elbo.Probability;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Latents;

/// <summary>
/// A model p(x, z) = p(x | z) p(z) with an approximate posterior q(z | x), where z is any number of named sites of any shape: layers, a code for a set
/// and one for each of its items, discrete codes. Posterior and prior are programs that visit the sites; a <see cref="SiteWalk"/> decides what becomes
/// of each. Bounds, importance weights, generation and figures per dimension follow from these members.
/// </summary>
public interface ILatentVariables
{
    /// <summary>Visits the sites in an order in which q(z | x) can be drawn.</summary>
    /// <param name="x">B examples.</param>
    void VisitPosterior(Batch x, SiteWalk walk);

    /// <summary>Visits the same sites in an order in which p(z) can be drawn.</summary>
    /// <param name="given">What the prior is conditioned on; for an unconditional one only its number of examples, type and device count.</param>
    void VisitPrior(Batch given, SiteWalk walk);

    /// <summary>p(x | z).</summary>
    /// <param name="given">What it is conditioned on beside z.</param>
    /// <param name="z">Values of the sites, [S, B, …], or [B, …] for one each.</param>
    /// <returns>Over the data, with batch axes [S, B] or [B].</returns>
    Distribution Likelihood(Batch given, SiteValues z, Pass pass);

    /// <summary>Networks of q(z | x) alone by their names in the model, for objectives that treat them apart; none where it does not say.</summary>
    IReadOnlyList<(string Name, Module Part)> PosteriorParts => [];

    /// <summary>Whether q(z | x) is one z alone: all importance samples are then the same, and one says all.</summary>
    bool HasPointPosterior => false;

    /// <summary>
    /// Whether log p(x) has a bound: not where q(z | x) is one z of real numbers, which has no density. A point of codes has one, and its log-mass is 0.
    /// </summary>
    bool HasBound => true;

    /// <summary>Whether a site has a value for each item of an example, so that it is no part of the code of the example as a whole.</summary>
    bool IsOfItems(string site) => false;

    /// <summary>What the likelihood is of, [B, …].</summary>
    Tensor Observed(Batch x) => x.X;

    /// <summary>What its densities are of, for figures.</summary>
    DensityWords Words => new();

    /// <summary>Whole examples from what the likelihood is of, […, B, …]: beside what is given.</summary>
    Tensor Whole(Batch given, Tensor observed) => observed;
}
