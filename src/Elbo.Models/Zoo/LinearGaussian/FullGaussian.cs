using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Models.Zoo.LinearGaussian;

/// <summary>N(μ, A Aᵀ) over [B, Z] with one covariance for the whole batch; F64.</summary>
internal sealed class FullGaussian : Distribution, IReparameterised, IDensityOfNoise
{
    private readonly Tensor logDet;

    static FullGaussian() => Probability.Kl.Register<FullGaussian, StandardNormal>((q, _) => q.KlToStandardNormal());

    /// <param name="mean">μ [B, Z].</param>
    /// <param name="factor">A [Z, Z], invertible and triangular.</param>
    /// <param name="logDet">log |det A|, a scalar.</param>
    public FullGaussian(Tensor mean, Tensor factor, Tensor logDet) : base(mean.Shape, 1, mean.DType, mean.Device) => (Mean, Factor, this.logDet) = (mean, factor, logDet);

    /// <summary>μ [B, Z].</summary>
    public Tensor Mean { get; }

    /// <summary>A [Z, Z].</summary>
    public Tensor Factor { get; }

    public override Support Support => Support.Real;

    /// <inheritdoc/>
    public override bool HasIndependentElements => false;

    private long Size => Mean.Size(-1);

    /// <summary>N(μ, diag e^logVar).</summary>
    public static FullGaussian Diagonal(Tensor mean, Tensor logVar) => new(mean, (logVar * 0.5).Exp().DiagEmbed(), logVar.Sum() * 0.5);

    /// <summary>z = μ + A ε.</summary>
    /// <inheritdoc/>
    public override Drawn Draw(NoiseStream noise, params ReadOnlySpan<long> sampleShape)
    {
        var eps = noise.Normal(DrawShape(sampleShape), Device, DType);
        return new(Mean + eps.Matmul(Factor.T()), this, eps);
    }

    /// <summary>−½ Σ ε² − log |det A| − ½ Z log 2π.</summary>
    public Tensor LogProbOfNoise(Tensor noise) => noise.Square().Sum([-1]) * -0.5 - logDet - 0.5 * Size * Math.Log(2 * Math.PI);

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        CheckEvent(x);
        return LogProbOfNoise((x - Mean).Matmul(Factor.LinalgInv().T()));
    }

    /// <summary>KL to N(0, I) = ½ (‖A‖² + |μ|² − Z) − log |det A|, [B] nats.</summary>
    public Tensor KlToStandardNormal() => (Mean.Square().Sum([-1]) + (Factor.Square().Sum() - Size)) * 0.5 - logDet;

    /// <inheritdoc/>
    public override Distribution Detached() => new FullGaussian(Mean.Detach(), Factor.Detach(), logDet.Detach());

    /// <inheritdoc/>
    public override Distribution Elements() => throw new NotSupportedException("the elements of a Gaussian with a full covariance depend on one another");

    /// <inheritdoc/>
    public override Tensor? Location() => Mean;
}
