namespace Elbo.Probability;

/// <summary>How gradients go through draws of a mixture. All are unbiased.</summary>
public enum MixtureGradient
{
    /// <summary>Through all parameters of all components, at fixed values of the conditional distribution functions (Figurnov et al. 2018, arXiv 1805.08498).</summary>
    Implicit,

    /// <summary>The same for the weights; mean and deviation of the component a draw is from have the usual gradient of μ + σ ε, and the other components none (Graves 2016, arXiv 1607.05690).</summary>
    Hybrid,
}
