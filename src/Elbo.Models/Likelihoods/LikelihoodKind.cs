namespace Elbo.Models.Likelihoods;

/// <summary>What p(x | z) is; the dimensions of x are independent given z, but for the channels of <see cref="ColourLogistic"/>.</summary>
public enum LikelihoodKind
{
    /// <summary>x in {0, 1}; grey values in [0, 1] are taken as targets of a cross-entropy.</summary>
    Bernoulli,

    /// <summary>Real x, a density.</summary>
    Gaussian,

    /// <summary>x on the 256 grey values k/255 of [0, 1], a probability: comparable between models, and to bits of a code.</summary>
    DiscretisedLogistic,

    /// <summary>The same of colour images, of which green moves with what red is off its location and blue with both: what a code leaves unsaid is paid for once, not for each channel (arXiv 1701.05517, with one component).</summary>
    ColourLogistic,

    /// <summary>Rows of a table, each column by what it holds: numbers are Gaussian (or Student-t) with a learned scale each, counts negative binomial (or Poisson), one category out of those of its column, bits Bernoulli; a missing cell counts as missing alone.</summary>
    Mixed,
}

/// <summary>What p(x | z) of a number is in a mixed likelihood.</summary>
public enum NumericColumnKind
{
    /// <summary>Normal, with a learned variance for each column.</summary>
    Gaussian,

    /// <summary>Student's t, with a learned scale and learned degrees of freedom for each column: a few far values pull less on the rest.</summary>
    StudentT,
}

/// <summary>What p(x | z) of a count is in a mixed likelihood.</summary>
public enum CountColumnKind
{
    /// <summary>Negative binomial, with a learned size for each column: counts may spread more than their mean given z, and a Poisson distribution is its limit.</summary>
    NegativeBinomial,

    /// <summary>Poisson: the variance given z is the mean.</summary>
    Poisson,
}

/// <summary>How the location of a Gaussian or logistic p(x | z) is made from the network's output.</summary>
public enum OutputMean
{
    /// <summary>Through a sigmoid, for x in [0, 1] (Kingma &amp; Welling 2014, appendix C, for Frey Face).</summary>
    Sigmoid,

    /// <summary>As it is, for x of any size.</summary>
    Identity,
}
