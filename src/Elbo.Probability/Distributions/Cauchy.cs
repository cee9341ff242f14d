using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>
/// Cauchy distribution of independent elements, location x₀ real, scale γ &gt; 0: density 1 / (π γ (1 + ((x − x₀)/γ)²)). It has neither mean
/// nor variance. The scale is kept as log γ. Its map from noise: arXiv 1312.6114, §2.4.
/// </summary>
public sealed class Cauchy : InverseCdfDistribution, IHasEntropy
{
    /// <param name="mu">x₀, <c>[batch…, event…]</c>.</param>
    /// <param name="logScale">log γ, any real; broadcasts with the location.</param>
    /// <param name="eventAxes">How many of the last axes form one event.</param>
    public Cauchy(Tensor mu, Tensor logScale, int eventAxes = 1)
        : base(Shapes.Broadcast(mu, logScale), eventAxes, mu.DType, mu.Device) =>
        (Mu, LogScale) = (mu, logScale);

    /// <summary>x₀, <c>[batch…, event…]</c>, as given.</summary>
    public Tensor Mu { get; }

    /// <summary>log γ, any real, as given.</summary>
    public Tensor LogScale { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Real;

    /// <summary>x₀, the median, as there is no mean.</summary>
    /// <inheritdoc/>
    public override Tensor? Location() => Stretch(Mu);

    /// <summary>Σ log 4πγ.</summary>
    /// <inheritdoc/>
    public Tensor Entropy() => SumEvent(Stretch(LogScale) + Math.Log(4 * Math.PI));

    /// <summary>The angle of (−z, 1) over π.</summary>
    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x)
    {
        var z = (x - Mu) * (-LogScale).Exp();
        return Tensor.Ones([], DType, Device).Atan2(-z) / Math.PI;
    }

    /// <summary>x₀ + γ tan(π(p − ½)).</summary>
    /// <inheritdoc/>
    public override Tensor Quantile(Tensor p)
    {
        // tan(π(p − ½)) = ±1/tan(π v) with v the distance to the nearer end, which keeps its digits in both tails.
        var standard = (p - 0.5).Sign() / (p.Minimum(1 - p) * Math.PI).Tan();
        return Mu.Addcmul(LogScale.Exp(), standard);
    }

    /// <summary>−log(1 + z²) − log γ − log π, z = (x − x₀)/γ.</summary>
    protected override Tensor LogDensity(Tensor x) => -Numerics.Log1pSquare((x - Mu) * (-LogScale).Exp()) - LogScale - Math.Log(Math.PI);

    /// <inheritdoc/>
    protected override Distribution With(Func<Tensor, Tensor> map, int eventAxes) => new Cauchy(map(Mu), map(LogScale), eventAxes);
}
