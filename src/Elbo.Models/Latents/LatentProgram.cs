using Elbo.Data;
using Elbo.Models.Conditionals;
using Elbo.Probability;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Latents;

/// <summary>A posterior or a prior: the sites it visits, the networks it uses, and the visit itself.</summary>
/// <param name="Sites">In the order of the visit.</param>
/// <param name="Parts">Networks by the names they get in the model, which owns them from then on.</param>
/// <param name="Visit">Visits all sites, once each.</param>
public sealed record LatentProgram(IReadOnlyList<LatentSite> Sites, IReadOnlyList<(string Name, Module Part)> Parts, Action<Batch, SiteWalk> Visit)
{
    /// <summary>Whether the visit looks at the batch: true for posteriors and conditional priors.</summary>
    public bool IsConditional { get; init; } = true;

    /// <summary>Whether every site is one point of real numbers (<see cref="PointMass"/>): a deterministic encoder.</summary>
    public bool IsPoint { get; init; }

    /// <summary>Whether a site is drawn by a sampler without a density (<see cref="ImplicitDraws"/>).</summary>
    public bool IsImplicit { get; init; }

    /// <summary>One site whose distribution depends on x [B, D].</summary>
    /// <param name="part">Name of the network in the model.</param>
    public static LatentProgram Of(string site, string part, Conditional<Tensor> conditional) =>
        new([new(site, conditional.EventShape) { IsDirection = conditional.IsDirection }], [(part, conditional)], (x, walk) => walk.At(site, conditional.Of(x.X, walk.Pass))) { IsPoint = conditional.IsPoint, IsImplicit = conditional.IsImplicit };

    /// <summary>One site whose distribution depends on any field of the batch.</summary>
    /// <param name="part">Name of the network in the model.</param>
    public static LatentProgram Of(string site, string part, Conditional<Batch> conditional) =>
        new([new(site, conditional.EventShape) { IsDirection = conditional.IsDirection }], [(part, conditional)], (x, walk) => walk.At(site, conditional.Of(x, walk.Pass))) { IsPoint = conditional.IsPoint, IsImplicit = conditional.IsImplicit };

    /// <summary>N(0, I) at one site, the prior without parameters.</summary>
    /// <param name="shape">Of the code of one example: [Z], or [N, Z] of a graph with a code for every node.</param>
    public static LatentProgram StandardNormal(string site, params long[] shape) =>
        new([new(site, shape)], [], (given, walk) => walk.At(site, new StandardNormal(shape, dtype: given.RealType, device: given.X.Device))) { IsConditional = false };

    /// <summary>The uniform distribution over directions at one site, a prior without parameters.</summary>
    /// <param name="shape">Of the code of one example: [m], m coordinates being one more than the sphere has dimensions; or [N, m] of a graph with a code for every node.</param>
    public static LatentProgram UniformDirection(string site, params long[] shape) =>
        new([new(site, shape) { IsDirection = true }], [], (given, walk) => walk.At(site, new HypersphericalUniform(shape, shape.Length, given.RealType, given.X.Device))) { IsConditional = false };
}
