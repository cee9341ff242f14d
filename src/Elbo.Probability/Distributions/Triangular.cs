using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>
/// Symmetric triangular distribution of independent elements on [μ − s, μ + s], location μ real, scale s &gt; 0: density (1 − |x − μ|/s)/s. The
/// scale is kept as log s. Its map from noise: arXiv 1312.6114, §2.4.
/// </summary>
public sealed class Triangular : InverseCdfDistribution, IHasMean, IHasVariance, IHasEntropy
{
    /// <param name="mu">μ, the mode, <c>[batch…, event…]</c>.</param>
    /// <param name="logScale">log s, any real; broadcasts with the location.</param>
    /// <param name="eventAxes">How many of the last axes form one event.</param>
    public Triangular(Tensor mu, Tensor logScale, int eventAxes = 1)
        : base(Shapes.Broadcast(mu, logScale), eventAxes, mu.DType, mu.Device) =>
        (Mu, LogScale) = (mu, logScale);

    /// <summary>μ, the mode, <c>[batch…, event…]</c>, as given.</summary>
    public Tensor Mu { get; }

    /// <summary>log s, any real, as given.</summary>
    public Tensor LogScale { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Interval;

    /// <inheritdoc/>
    public override Tensor? Location() => Mean();

    /// <inheritdoc/>
    public Tensor Mean() => Stretch(Mu);

    /// <summary>s² / 6.</summary>
    /// <inheritdoc/>
    public Tensor Variance() => Stretch((LogScale * 2).Exp() / 6);

    /// <summary>Σ log s + ½.</summary>
    /// <inheritdoc/>
    public Tensor Entropy() => SumEvent(Stretch(LogScale) + 0.5);

    /// <summary>½ (1 − |z|)² below the mode, mirrored above.</summary>
    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x)
    {
        var z = ((x - Mu) * (-LogScale).Exp()).Clamp(-1, 1);
        var tail = (1 - z.Abs()).Square() * 0.5;
        return z.Gt(0).Where(1 - tail, tail);
    }

    /// <summary>μ + s (√(2p) − 1), mirrored above p = ½.</summary>
    /// <inheritdoc/>
    public override Tensor Quantile(Tensor p)
    {
        // The nearer end is √(2v) away, v the probability beyond it.
        var standard = (p - 0.5).Sign() * (1 - (p.Minimum(1 - p) * 2).Sqrt());
        return Mu.Addcmul(LogScale.Exp(), standard);
    }

    /// <summary>log(1 − |z|) − log s, z = (x − μ)/s.</summary>
    protected override Tensor LogDensity(Tensor x)
    {
        var distance = ((x - Mu) * (-LogScale).Exp()).Abs();
        var outside = distance.Ge(1);
        return Only(outside.LogicalNot(), (-distance.MaskedFill(outside, 0)).Log1p() - LogScale);
    }

    /// <inheritdoc/>
    protected override Distribution With(Func<Tensor, Tensor> map, int eventAxes) => new Triangular(map(Mu), map(LogScale), eventAxes);
}
