namespace Elbo.Models.Zoo.GaussianVae;

/// <summary>What q(z | x) is.</summary>
public enum PosteriorKind
{
    /// <summary>A diagonal Gaussian.</summary>
    None,

    /// <summary>A mixture of diagonal Gaussians, which can have several modes (Graves 2016, arXiv 1607.05690).</summary>
    Mixture,

    /// <summary>Inverse autoregressive steps with gates (Kingma et al. 2016, arXiv 1606.04934, algorithm 1), the order reversed in between.</summary>
    Iaf,

    /// <summary>The same without gates: elements are moved and not scaled.</summary>
    LocationIaf,

    /// <summary>One linear inverse autoregressive step: a Gaussian with a full covariance.</summary>
    LinearIaf,

    /// <summary>Planar steps (Rezende &amp; Mohamed 2015, arXiv 1505.05770).</summary>
    Planar,

    /// <summary>Radial steps (ibid.).</summary>
    Radial,

    /// <summary>Householder reflections (Tomczak &amp; Welling 2016, arXiv 1611.09630): a Gaussian whose axes are turned.</summary>
    Householder,
}

/// <summary>How the encoder of a mixture gets its gradient. All are unbiased.</summary>
public enum PosteriorGradient
{
    /// <summary>Through the draws, in all parameters of all components, at fixed values of the conditional distribution functions (Figurnov et al. 2018, arXiv 1805.08498).</summary>
    Implicit,

    /// <summary>The same for the weights; the component a draw is from has the gradient of μ + σ ε (Graves 2016, arXiv 1607.05690).</summary>
    Hybrid,

    /// <summary>As the weighted sum over components, each with draws of its own: the least variance at K evaluations of the decoder.</summary>
    Marginalised,

    /// <summary>By the score of q against the mean of the other draws: a high variance. Takes two draws or more.</summary>
    Score,
}
