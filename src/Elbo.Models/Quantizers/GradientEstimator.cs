using Elbo.Torch;

namespace Elbo.Models.Quantizers;

/// <summary>How the gradient of a quantised vector becomes that of the vector before.</summary>
public enum GradientEstimator
{
    /// <summary>Copied unchanged (van den Oord et al. 2017, §3.2).</summary>
    StraightThrough,

    /// <summary>Turned and scaled as the quantised vector would have to be to become the vector before (Fifty et al. 2024, arXiv 2410.06424).</summary>
    Rotation,
}

internal static class GradientEstimators
{
    /// <summary><paramref name="quantised"/>, depending on <paramref name="z"/> by the estimator's gradient.</summary>
    /// <param name="z">[…, D].</param>
    /// <param name="quantised">[…, D], a fresh tensor computed without recording.</param>
    public static Tensor Apply(this GradientEstimator estimator, Tensor z, Tensor quantised) =>
        estimator == GradientEstimator.Rotation ? RotationTrick.Apply(z, quantised) : StraightThrough.Apply(z, quantised);
}
