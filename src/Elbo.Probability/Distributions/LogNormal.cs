using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>
/// Log-normal distribution of independent elements x &gt; 0: log x is normal with mean μ real and standard deviation σ &gt; 0, kept as log σ. Its map from noise: arXiv 1312.6114, §2.4.
/// </summary>
public sealed class LogNormal : ElementwiseDistribution, IHasCdf, IHasMean, IHasVariance, IHasEntropy
{
    /// <param name="mu">μ, mean of log x, <c>[batch…, event…]</c>.</param>
    /// <param name="logStd">log σ, any real; broadcasts with the mean.</param>
    /// <param name="eventAxes">How many of the last axes form one event.</param>
    public LogNormal(Tensor mu, Tensor logStd, int eventAxes = 1)
        : base(Shapes.Broadcast(mu, logStd), eventAxes, mu.DType, mu.Device) =>
        (Mu, LogStd) = (mu, logStd);

    /// <summary>μ, mean of log x, <c>[batch…, event…]</c>, as given.</summary>
    public Tensor Mu { get; }

    /// <summary>log σ, any real, as given.</summary>
    public Tensor LogStd { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Positive;

    /// <inheritdoc/>
    public override Tensor? Location() => Mean();

    /// <summary>e^(μ + σ²/2).</summary>
    /// <inheritdoc/>
    public Tensor Mean() => (Mu + (LogStd * 2).Exp() * 0.5).Exp();

    /// <summary>(e^(σ²) − 1) e^(2μ + σ²).</summary>
    /// <inheritdoc/>
    public Tensor Variance()
    {
        var variance = (LogStd * 2).Exp();
        return (Mu * 2 + variance).Exp() * variance.Expm1();
    }

    /// <summary>Σ μ + log σ + ½ (1 + log 2π).</summary>
    /// <inheritdoc/>
    public Tensor Entropy() => SumEvent(Stretch(Mu) + LogStd + 0.5 * (1 + Normal.LogTwoPi));

    /// <summary>Φ(z), z = (log x − μ)/σ.</summary>
    /// <inheritdoc/>
    public Tensor Cdf(Tensor x) => ((x.ClampMin(Numerics.Smallest(DType)).Log() - Mu) * (-LogStd).Exp()).SpecialNdtr().MaskedFill(x.Le(0), 0);

    /// <summary>e^(μ + σ Φ⁻¹(p)), as far as there are numbers.</summary>
    /// <inheritdoc/>
    public Tensor Quantile(Tensor p) => Numerics.FiniteExp(Mu.Addcmul(LogStd.Exp(), p.SpecialNdtri()));

    /// <summary>e^(μ + σε), ε ~ N(0, 1), as far as there are numbers.</summary>
    protected override Tensor MapNoise(NoiseStream noise, ReadOnlySpan<long> shape) =>
        Numerics.FiniteExp(Mu.Addcmul(LogStd.Exp(), noise.Normal(shape, Device, DType)));

    /// <summary>−½ (z² + log 2π) − log σ − log x, z = (log x − μ)/σ.</summary>
    protected override Tensor LogDensity(Tensor x)
    {
        var logX = x.Log();
        var z = (logX - Mu) * (-LogStd).Exp();
        return Only(x.Gt(0), (z.Square() + Normal.LogTwoPi) * -0.5 - LogStd - logX);
    }

    /// <inheritdoc/>
    protected override Distribution With(Func<Tensor, Tensor> map, int eventAxes) => new LogNormal(map(Mu), map(LogStd), eventAxes);
}
