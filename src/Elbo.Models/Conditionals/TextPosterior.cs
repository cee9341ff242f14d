namespace Elbo.Models.Conditionals;

/// <summary>q(z | x) of a text.</summary>
public enum TextPosterior
{
    /// <summary>A diagonal Gaussian, under p(z) = N(0, I).</summary>
    Gaussian,

    /// <summary>Von Mises–Fisher: the code is a direction, p(z) uniform over them (Xu and Durrett 2018, arXiv 1808.10805).</summary>
    VonMisesFisher,

    /// <summary>Power spherical, likewise over directions (De Cao and Aziz 2020, arXiv 2006.04437).</summary>
    PowerSpherical,
}
