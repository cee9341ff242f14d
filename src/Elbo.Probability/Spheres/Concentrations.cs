using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>Functions of the concentration κ of a von Mises–Fisher distribution in m dimensions, each f64 of the shape of κ, with exact derivatives.</summary>
/// <param name="m">Dimensions of the space around the sphere.</param>
internal sealed class Concentrations(long m)
{
    private readonly double order = 0.5 * m - 1;

    /// <summary>A(κ) = I_{m/2}(κ) / I_{m/2−1}(κ), the length of the mean of a draw.</summary>
    public Tensor MeanLength(Tensor kappa) => NumberwiseFunction.Of(kappa, k => BesselRatio.Of(order, k));

    /// <summary>log Λ(κ), by which e^(κ μᵀz) is divided to have the mean 1 under the uniform distribution; its derivative is A.</summary>
    public Tensor LogMeanExp(Tensor kappa) => NumberwiseFunction.Of(kappa, k => (BesselRatio.LogMeanExp(order, k), BesselRatio.Of(order, k).Ratio));

    /// <summary>κ A(κ) − log Λ(κ) ≥ 0, the divergence from the uniform distribution in nats; its derivative is κ A′(κ).</summary>
    public Tensor DivergenceFromUniform(Tensor kappa) => NumberwiseFunction.Of(kappa, k =>
    {
        var (ratio, slope) = BesselRatio.Of(order, k);
        return (Divergence(k, ratio), k * slope);
    });

    // Both terms are κ²/m and half of that for small κ, and together lose no more than a bit.
    private double Divergence(double kappa, double ratio) => kappa * ratio - BesselRatio.LogMeanExp(order, kappa);
}
