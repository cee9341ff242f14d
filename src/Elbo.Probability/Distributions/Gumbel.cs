using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>
/// Gumbel distribution (of maxima) of independent elements, location μ real, scale β &gt; 0: density e^(−z − e^(−z)) / β, z = (x − μ)/β. The scale
/// is kept as log β. Below z = −88 the log-density itself exceeds f32. Its map from noise: arXiv 1312.6114, §2.4.
/// </summary>
public sealed class Gumbel : InverseCdfDistribution, IHasMean, IHasVariance, IHasEntropy
{
    /// <param name="mu">μ, <c>[batch…, event…]</c>.</param>
    /// <param name="logScale">log β, any real; broadcasts with the location.</param>
    /// <param name="eventAxes">How many of the last axes form one event.</param>
    public Gumbel(Tensor mu, Tensor logScale, int eventAxes = 1)
        : base(Shapes.Broadcast(mu, logScale), eventAxes, mu.DType, mu.Device) =>
        (Mu, LogScale) = (mu, logScale);

    /// <summary>μ, <c>[batch…, event…]</c>, as given.</summary>
    public Tensor Mu { get; }

    /// <summary>log β, any real, as given.</summary>
    public Tensor LogScale { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Real;

    /// <inheritdoc/>
    public override Tensor? Location() => Mean();

    /// <summary>μ + γβ, γ Euler’s constant.</summary>
    /// <inheritdoc/>
    public Tensor Mean() => Mu + LogScale.Exp() * Numerics.EulerGamma;

    /// <summary>π² β² / 6.</summary>
    /// <inheritdoc/>
    public Tensor Variance() => Stretch((LogScale * 2).Exp() * (Math.PI * Math.PI / 6));

    /// <summary>Σ log β + γ + 1.</summary>
    /// <inheritdoc/>
    public Tensor Entropy() => SumEvent(Stretch(LogScale) + (Numerics.EulerGamma + 1));

    /// <summary>e^(−e^(−z)).</summary>
    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x) => (-((Mu - x) * (-LogScale).Exp()).Exp()).Exp();

    /// <summary>μ − β log(−log p).</summary>
    /// <inheritdoc/>
    public override Tensor Quantile(Tensor p) => Mu.Addcmul(-LogScale.Exp(), (-p.Log()).Log());

    /// <summary>−z − e^(−z) − log β.</summary>
    protected override Tensor LogDensity(Tensor x)
    {
        var z = (x - Mu) * (-LogScale).Exp();
        return -z - (-z).Exp() - LogScale;
    }

    /// <inheritdoc/>
    protected override Distribution With(Func<Tensor, Tensor> map, int eventAxes) => new Gumbel(map(Mu), map(LogScale), eventAxes);
}
