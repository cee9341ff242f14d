using Elbo.Data;
using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Models.Latents;

/// <summary>
/// A model p(x, z) = p(x | z) p(z), where z is any number of named sites of any shape: layers, a code for a set and one for each of its items, discrete
/// codes. The prior is a program that visits the sites; a <see cref="SiteWalk"/> decides what becomes of each. Generation, densities at given z and annealed
/// importance sampling follow from these members; whatever needs q(z | x) asks for <see cref="ILatentVariables"/>.
/// </summary>
public interface IGenerativeModel
{
    /// <summary>Visits the sites in an order in which p(z) can be drawn.</summary>
    /// <param name="given">What the prior is conditioned on; for an unconditional one only its number of examples, type and device count.</param>
    void VisitPrior(Batch given, SiteWalk walk);

    /// <summary>p(x | z).</summary>
    /// <param name="given">What it is conditioned on beside z.</param>
    /// <param name="z">Values of the sites, [S, B, …], or [B, …] for one each.</param>
    /// <returns>Over the data, with batch axes [S, B] or [B].</returns>
    Distribution Likelihood(Batch given, SiteValues z, Pass pass);

    /// <summary>What the likelihood is of, [B, …].</summary>
    Tensor Observed(Batch x) => x.X;

    /// <summary>What its densities are of, for figures.</summary>
    DensityWords Words => new();

    /// <summary>Whole examples from what the likelihood is of, […, B, …]: beside what is given.</summary>
    Tensor Whole(Batch given, Tensor observed) => observed;
}
