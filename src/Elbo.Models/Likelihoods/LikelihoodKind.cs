namespace Elbo.Models.Likelihoods;

/// <summary>What p(x | z) is; the dimensions of x are independent given z.</summary>
public enum LikelihoodKind
{
    /// <summary>x in {0, 1}; grey values in [0, 1] are taken as targets of a cross-entropy.</summary>
    Bernoulli,

    /// <summary>Real x, a density.</summary>
    Gaussian,

    /// <summary>x on the 256 grey values k/255 of [0, 1], a probability: comparable between models, and to bits of a code.</summary>
    DiscretisedLogistic,
}

/// <summary>How the location of a Gaussian or logistic p(x | z) is made from the network's output.</summary>
public enum OutputMean
{
    /// <summary>Through a sigmoid, for x in [0, 1] (Kingma &amp; Welling 2014, appendix C, for Frey Face).</summary>
    Sigmoid,

    /// <summary>As it is, for x of any size.</summary>
    Identity,
}
