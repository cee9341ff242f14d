using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>
/// Continuous Bernoulli distribution of independent elements in [0, 1] (Loaiza-Ganem and Cunningham, arXiv 1907.06845) with log-odds
/// l = log λ/(1 − λ), any real: density ∝ e^(l x). The proper likelihood for grey values. Functions that are 0/0 at l = 0 change to
/// their power series near it, in value and gradient.
/// </summary>
public sealed class ContinuousBernoulli : InverseCdfDistribution, IHasMean, IHasVariance, IHasEntropy
{
    /// <summary>Below it the series of the moments are exact to 10⁻¹¹ and above it the direct forms lose less than 10⁻¹³.</summary>
    private const double MomentSeries = 0.1;

    /// <summary>The same for the inverse distribution function.</summary>
    private const double InverseSeries = 0.01;

    /// <param name="logits">l, <c>[batch…, event…]</c>.</param>
    /// <param name="eventAxes">How many of the last axes form one event.</param>
    public ContinuousBernoulli(Tensor logits, int eventAxes = 1) : base(logits.Shape, eventAxes, logits.DType, logits.Device) => Logits = logits;

    /// <summary>Log-odds, <c>[batch…, event…]</c>.</summary>
    public Tensor Logits { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Unit;

    /// <inheritdoc/>
    public override Tensor? Location() => Mean();

    /// <summary>1/(1 − e^(−l)) − 1/l.</summary>
    /// <inheritdoc/>
    public Tensor Mean()
    {
        var below = MeanBelow();
        return Logits.Gt(0).Where(1 - below, below);
    }

    /// <summary>1/l² − 1/(4 sinh²(l/2)).</summary>
    /// <inheritdoc/>
    public Tensor Variance()
    {
        var logits = Numerics.Wide(Logits);
        var (small, safe) = Split(logits, MomentSeries);
        var squared = logits.Square();
        var series = 1.0 / 12 - squared * (1.0 / 240 - squared / 6048);
        // 1/(4 sinh²(l/2)) = e^(−|l|) / (1 − e^(−|l|))².
        var size = safe.Abs();
        return small.Where(series, 1 / size.Square() - (-size).Exp() / (-size).Expm1().Square()).To(DType);
    }

    /// <summary>Σ log((1 − e^(−|l|))/|l|) + |l| m, m the mean at −|l|; it is even in l.</summary>
    /// <inheritdoc/>
    public Tensor Entropy() => SumEvent(LogShare() + Size(Logits) * MeanBelow());

    /// <summary>log ∫ e^(l x) dx = log((e^l − 1)/l), <c>[batch…, event…]</c>, nats.</summary>
    public Tensor LogNormaliser() => Logits.ClampMin(0) + LogShare();

    /// <summary>(e^(lx) − 1) / (e^l − 1).</summary>
    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x)
    {
        var at = x.Clamp(0, 1);
        var (small, safe) = Split(Logits, InverseSeries);
        var left = at - 1;
        var series = at * (Logits * (left * 0.5 + Logits * (left * (at * 2 - 1) / 12 + Logits * at * left.Square() / 24)) + 1);
        var size = safe.Abs();
        // e^(−l (1 − x)) times the form of −|l|, which alone cannot overflow.
        var shift = (safe.ClampMin(0) * left).Exp();
        return small.Where(series, shift * (-size * at).Expm1() / (-size).Expm1());
    }

    /// <summary>log(1 + p (e^l − 1)) / l.</summary>
    /// <inheritdoc/>
    public override Tensor Quantile(Tensor p)
    {
        var (small, safe) = Split(Logits, InverseSeries);
        // The cumulants of a bit with probability p.
        var spread = p * (1 - p);
        var series = p + Logits * (spread * 0.5 + Logits * spread * ((1 - p * 2) / 6 + Logits * (1 - spread * 6) / 24));
        // For l > 0 the mirror image, so that e^(−|l|) alone is needed.
        var positive = safe.Gt(0);
        var size = safe.Abs();
        var falling = -(positive.Where(1 - p, p) * (-size).Expm1()).Log1p() / size;
        return small.Where(series, positive.Where(1 - falling, falling)).Clamp(0, 1);
    }

    /// <summary>l (x − [l &gt; 0]) − r: the distance from the likelier end, so that nothing of the size of l cancels.</summary>
    protected override Tensor LogDensity(Tensor x) => Logits * (x - Logits.Gt(0).To(DType)) - LogShare();

    /// <summary>r = log((1 − e^(−|l|))/|l|), the log-normaliser less max(l, 0).</summary>
    private Tensor LogShare()
    {
        var (small, safe) = Split(Logits, MomentSeries);
        var half = (Logits * 0.5).Square();
        // log(sinh h / h) − |h| with h = l/2.
        var series = half * (1.0 / 6 - half * (1.0 / 180 - half / 2835)) - Size(Logits) * 0.5;
        var size = safe.Abs();
        return small.Where(series, (-(-size).Expm1() / size).Log());
    }

    /// <summary>The mean at −|l|: 1/|l| − 1/(e^|l| − 1).</summary>
    private Tensor MeanBelow()
    {
        var (small, safe) = Split(Logits, MomentSeries);
        var squared = Logits.Square();
        var series = 0.5 - Size(Logits) * (1.0 / 12 - squared * (1.0 / 720 - squared / 30240));
        var size = safe.Abs();
        return small.Where(series, 1 / size + (-size).Exp() / (-size).Expm1());
    }

    /// <summary>|l| with the slope −1 at 0, which makes the other terms' step there whole.</summary>
    private static Tensor Size(Tensor logits) => logits.Gt(0).Where(logits, -logits);

    /// <summary>Where |l| is below the threshold, and l with a harmless 1 there: a branch not taken must not send NaN back.</summary>
    private static (Tensor Small, Tensor Safe) Split(Tensor logits, double threshold)
    {
        var small = logits.Abs().Lt(threshold);
        return (small, logits.MaskedFill(small, 1));
    }

    /// <inheritdoc/>
    protected override Distribution With(Func<Tensor, Tensor> map, int eventAxes) => new ContinuousBernoulli(map(Logits), eventAxes);
}
