using Elbo.Torch;

namespace Elbo.Evaluation.Density;

/// <summary>A Gaussian fitted to points by its moments, with full or diagonal covariance; in F64.</summary>
public sealed class PlainGaussian
{
    private readonly Tensor mean, lower;
    private readonly double logDeterminant;

    private PlainGaussian(Tensor mean, Tensor lower)
    {
        (this.mean, this.lower) = (mean, lower);
        logDeterminant = lower.Diagonal().Log().Sum().ToDouble();
    }

    /// <param name="x">[N, D], F64, N over D.</param>
    /// <param name="isDiagonal">Whether dimensions are taken as independent.</param>
    /// <param name="floor">Added to each variance.</param>
    public static PlainGaussian Fit(Tensor x, bool isDiagonal, double floor)
    {
        var mean = x.Mean([0]);
        var centred = x - mean;
        var covariance = isDiagonal ? Ops.DiagEmbed(centred.Square().Mean([0]) + floor)
            : centred.Transpose(0, 1).Matmul(centred) / x.Size(0) + Ops.Eye(x.Size(1), DType.F64) * floor;
        return new(mean, isDiagonal ? covariance.Sqrt() : covariance.LinalgCholesky());
    }

    /// <summary>log N(x; m, Σ) [N] nats of x [N, D].</summary>
    public Tensor LogDensity(Tensor x)
    {
        var white = lower.LinalgSolveTriangular((x - mean).Transpose(0, 1), upper: false);
        return white.Square().Sum([0]) * -0.5 - logDeterminant - 0.5 * mean.Size(0) * Math.Log(2 * Math.PI);
    }

    /// <summary>Samples [n, D].</summary>
    public Tensor Sample(int n, NoiseStream noise) => mean + noise.Normal([n, mean.Size(0)], dtype: DType.F64).Matmul(lower.Transpose(0, 1));
}
