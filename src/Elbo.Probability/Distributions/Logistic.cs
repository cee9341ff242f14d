using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>
/// Logistic distribution of independent elements, mean μ real, scale s &gt; 0: density e^(−z) / (s (1 + e^(−z))²), z = (x − μ)/s. The scale is
/// kept as log s. Its map from noise: arXiv 1312.6114, §2.4.
/// </summary>
public sealed class Logistic : InverseCdfDistribution, IHasMean, IHasVariance, IHasEntropy
{
    /// <param name="mu">μ, <c>[batch…, event…]</c>.</param>
    /// <param name="logScale">log s, any real; broadcasts with the location.</param>
    /// <param name="eventAxes">How many of the last axes form one event.</param>
    public Logistic(Tensor mu, Tensor logScale, int eventAxes = 1)
        : base(Shapes.Broadcast(mu, logScale), eventAxes, mu.DType, mu.Device) =>
        (Mu, LogScale) = (mu, logScale);

    /// <summary>μ, <c>[batch…, event…]</c>, as given.</summary>
    public Tensor Mu { get; }

    /// <summary>log s, any real, as given.</summary>
    public Tensor LogScale { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Real;

    /// <inheritdoc/>
    public override Tensor? Location() => Mean();

    /// <inheritdoc/>
    public Tensor Mean() => Stretch(Mu);

    /// <summary>π² s² / 3.</summary>
    /// <inheritdoc/>
    public Tensor Variance() => Stretch((LogScale * 2).Exp() * (Math.PI * Math.PI / 3));

    /// <summary>Σ log s + 2.</summary>
    /// <inheritdoc/>
    public Tensor Entropy() => SumEvent(Stretch(LogScale) + 2);

    /// <summary>1 / (1 + e^(−z)).</summary>
    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x) => ((x - Mu) * (-LogScale).Exp()).Sigmoid();

    /// <summary>μ + s log(p / (1 − p)).</summary>
    /// <inheritdoc/>
    public override Tensor Quantile(Tensor p) => Mu.Addcmul(LogScale.Exp(), p.Log() - (-p).Log1p());

    /// <summary>−|z| − log s − 2 log(1 + e^(−|z|)); the density is even in z.</summary>
    protected override Tensor LogDensity(Tensor x)
    {
        var z = ((x - Mu) * (-LogScale).Exp()).Abs();
        return -z - LogScale - Numerics.Softplus(-z) * 2;
    }

    /// <inheritdoc/>
    protected override Distribution With(Func<Tensor, Tensor> map, int eventAxes) => new Logistic(map(Mu), map(LogScale), eventAxes);
}
