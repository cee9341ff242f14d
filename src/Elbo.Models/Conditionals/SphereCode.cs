using Elbo.Models.Networks;
using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Models.Conditionals;

/// <summary>q(z | x) over directions.</summary>
public enum SphereFamily
{
    /// <summary>Density proportional to e^(κ μᵀz) (Davidson et al. 2018, arXiv 1804.00891).</summary>
    VonMisesFisher,

    /// <summary>Density proportional to (1 + μᵀz)^κ, drawn without rejection (De Cao and Aziz 2020, arXiv 2006.04437).</summary>
    PowerSpherical,
}

/// <summary>How numbers of a network become a distribution over directions: μ from a vector of any length, κ = 1 + softplus of a number, or fixed.</summary>
/// <param name="Correction">How draws carry the gradient of κ.</param>
/// <param name="Kappa">κ; null for one that the network gives.</param>
public sealed record SphereCode(SphereFamily Family, SphereCorrection Correction = SphereCorrection.Implicit, double? Kappa = null)
{
    /// <summary>Below it a code would say next to nothing, and the gradient that could raise it would be as small (the authors' code).</summary>
    private const double LeastKappa = 1;

    /// <param name="vector">[…, m]; a vector of zeros, which has no direction, passes no gradient on.</param>
    /// <param name="kappa">[…, 1], of which κ is made; null where that is fixed.</param>
    /// <param name="eventAxes">1, or 2 for a code of several directions.</param>
    public Distribution At(Tensor vector, Tensor? kappa, int eventAxes = 1)
    {
        var mu = UnitRows.Of(vector);
        var concentration = Kappa is { } known ? Tensor.Full([], known, mu.DType, mu.Device) : kappa!.Squeeze(-1).Softplus() + LeastKappa;
        return Family == SphereFamily.PowerSpherical ? new PowerSpherical(mu, concentration, eventAxes) : new VonMisesFisher(mu, concentration, Correction, eventAxes);
    }

    /// <summary>That of texts; null for a Gaussian.</summary>
    internal static SphereCode? Of(TextPosterior posterior, SphereCorrection correction, double? kappa) => posterior switch
    {
        TextPosterior.VonMisesFisher => new(SphereFamily.VonMisesFisher, correction, kappa),
        TextPosterior.PowerSpherical => new(SphereFamily.PowerSpherical, correction, kappa),
        _ => null,
    };

    /// <summary>What is wrong with a κ or a correction as configured.</summary>
    /// <param name="latent">m.</param>
    internal static IEnumerable<string> Problems(SphereFamily family, SphereCorrection correction, double? kappa, int latent)
    {
        if (latent is < 2 or > 1000) yield return $"latent must be 2 to 1000, is {latent}";
        if (kappa is not (null or (> 0 and <= 1e5))) yield return $"kappa must be above 0 and at most 100000, is {kappa}";
        if (correction == SphereCorrection.Implicit) yield break;
        if (family == SphereFamily.PowerSpherical) yield return "correction has no effect under posterior=powerSpherical, whose gradients are whole";
        if (kappa is not null) yield return "correction has no effect where kappa is fixed: it is of the gradient of kappa";
    }
}
