using Elbo.Torch;

namespace Elbo.Models.Zoo.LinearGaussian;

/// <summary>N(μ, A Aᵀ) with one covariance for the whole batch; borrows its tensors.</summary>
/// <param name="Mean">μ [B, Z].</param>
/// <param name="Factor">A [Z, Z], invertible.</param>
/// <param name="LogDet">log |det A|, a scalar.</param>
internal readonly record struct FullGaussian(Tensor Mean, Tensor Factor, Tensor LogDet)
{
    private long Size => Mean.Size(-1);

    /// <summary>N(μ, diag e^logVar).</summary>
    public static FullGaussian Diagonal(Tensor mean, Tensor logVar) => new(mean, (logVar * 0.5).Exp().DiagEmbed(), logVar.Sum() * 0.5);

    /// <summary>z = μ + A ε, with log q(z) = −½ Σ ε² − log |det A| − ½ Z log 2π.</summary>
    /// <param name="eps">N(0, 1) draws, [S, B, Z].</param>
    public LatentDraw Draw(Tensor eps) =>
        new(Mean + eps.Matmul(Factor.T()), eps.Square().Sum([-1]) * -0.5 - LogDet - 0.5 * Size * Math.Log(2 * Math.PI));

    /// <summary>KL to N(0, I) = ½ (‖A‖² + |μ|² − Z) − log |det A|, [B] nats.</summary>
    public Tensor KlToStandardNormal() => (Mean.Square().Sum([-1]) + (Factor.Square().Sum() - Size)) * 0.5 - LogDet;
}
