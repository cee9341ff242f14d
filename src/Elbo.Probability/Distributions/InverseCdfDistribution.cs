using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>A distribution of independent elements that is drawn through its quantiles: a family adds density, distribution function and its inverse.</summary>
public abstract class InverseCdfDistribution : ElementwiseDistribution, IHasCdf
{
    /// <inheritdoc cref="Distribution(ReadOnlySpan{long}, int, DType, Device)"/>
    protected InverseCdfDistribution(ReadOnlySpan<long> shape, int eventAxes, DType dtype, Device device) : base(shape, eventAxes, dtype, device)
    {
    }

    /// <inheritdoc/>
    public abstract Tensor Cdf(Tensor x);

    /// <inheritdoc/>
    public abstract Tensor Quantile(Tensor p);

    /// <summary>The quantiles of uniform numbers.</summary>
    protected sealed override Tensor MapNoise(NoiseStream noise, ReadOnlySpan<long> shape) => Quantile(noise.Uniform(shape, Device, DType));

    /// <summary>−log(1 − p), the quantile of Exponential(1).</summary>
    private protected static Tensor Hazard(Tensor p) => -(-p).Log1p();
}
