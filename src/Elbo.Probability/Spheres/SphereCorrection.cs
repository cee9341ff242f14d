namespace Elbo.Probability;

/// <summary>
/// How the gradient of an expectation over draws of a von Mises–Fisher distribution reaches its concentration κ. The accepted proposals of a rejection sampler have a density that
/// depends on κ too, which the derivative of the draw at a fixed proposal leaves out (Naesseth et al. 2017, arXiv 1610.05683).
/// </summary>
public enum SphereCorrection
{
    /// <summary>The draw stays at its quantile while κ moves: −∂F/∂κ over the density, by quadrature (Figurnov et al. 2018, arXiv 1805.08498). Without bias, and for any objective.</summary>
    Implicit,

    /// <summary>
    /// The derivative at a fixed proposal, and the derivative of the proposal's density times the value of what is averaged, as
    /// <see cref="Drawn.Correction"/>: without bias where an objective adds that, with more noise.
    /// </summary>
    Score,

    /// <summary>The derivative at a fixed proposal alone, as public ports have it (Davidson et al. 2018, arXiv 1804.00891): biased, by 13 % for m = 5 and κ = 2. For comparison.</summary>
    None,
}
