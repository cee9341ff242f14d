namespace Elbo.Models.Likelihoods;

/// <summary>What the variance of a Gaussian p(x | z) depends on.</summary>
public enum VarianceKind
{
    /// <summary>On the dimension and on z: the network gives it beside the mean.</summary>
    PerDimension,

    /// <summary>On nothing: one number that is learned.</summary>
    Shared,

    /// <summary>On nothing: one number that is given, <c>fixedVariance</c>.</summary>
    Fixed,
}
