using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>
/// Reciprocal (log-uniform) distribution of independent elements on [a, b], 0 &lt; a &lt; b: density 1 / (x log(b/a)). Its map from noise: arXiv 1312.6114, §2.4.
/// </summary>
public sealed class Reciprocal : InverseCdfDistribution, IHasMean, IHasVariance, IHasEntropy
{
    /// <param name="low">a &gt; 0 (not checked: a check would read the device), <c>[batch…, event…]</c>.</param>
    /// <param name="high">b &gt; a; broadcasts with the lower end.</param>
    /// <param name="eventAxes">How many of the last axes form one event.</param>
    public Reciprocal(Tensor low, Tensor high, int eventAxes = 1)
        : base(Shapes.Broadcast(low, high), eventAxes, low.DType, low.Device) =>
        (Low, High) = (low, high);

    /// <summary>a &gt; 0, as given.</summary>
    public Tensor Low { get; }

    /// <summary>b &gt; a, as given.</summary>
    public Tensor High { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Interval;

    /// <inheritdoc/>
    public override Tensor? Location() => Mean();

    /// <summary>(b − a) / log(b/a).</summary>
    /// <inheritdoc/>
    public Tensor Mean() => ((High - Low) / LogRatio()).Maximum(Low).Minimum(High);

    /// <summary>(b² − a²) / (2 log(b/a)) − mean², as ab (sinh h / h) (cosh h − sinh h / h) with h = ½ log(b/a).</summary>
    /// <inheritdoc/>
    public Tensor Variance()
    {
        var mean = Mean();
        var half = LogRatio() * 0.5;
        var wide = half.Gt(1);
        // cosh h − sinh h / h = Σ 2k h²ᵏ / (2k + 1)!, exact to rounding for h up to 1.
        var square = half.MaskedFill(wide, 0).Square();
        var series = square * (square * (square * (square * (square * (square * (12.0 / 6227020800) + 10.0 / 39916800) + 8.0 / 362880) + 6.0 / 5040) + 4.0 / 120) + 2.0 / 6);
        return mean * wide.Where((High + Low) * 0.5 - mean, Low.Sqrt() * High.Sqrt() * series);
    }

    /// <summary>Σ ½ log ab + log log(b/a).</summary>
    /// <inheritdoc/>
    public Tensor Entropy() => SumEvent((Low.Log() + High.Log()) * 0.5 + LogRatio().Log());

    /// <summary>log(x/a) / log(b/a).</summary>
    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x) => LogRatio(Low, x.Maximum(Low).Minimum(High)) / LogRatio();

    /// <summary>a (b/a)^p.</summary>
    /// <inheritdoc/>
    public override Tensor Quantile(Tensor p)
    {
        // The root twice, as the ratio alone may overflow; rounding must not carry a draw out of its own support.
        var root = (LogRatio() * p * 0.5).Exp();
        return (Low * root * root).Maximum(Low).Minimum(High);
    }

    /// <summary>−log x − log log(b/a).</summary>
    protected override Tensor LogDensity(Tensor x) => Only(x.Ge(Low).LogicalAnd(x.Le(High)), -x.Log() - LogRatio().Log());

    private Tensor LogRatio() => LogRatio(Low, High);

    /// <summary>log(b/a), near b = a through the difference of both, which is exact.</summary>
    private static Tensor LogRatio(Tensor low, Tensor high)
    {
        var near = high.Lt(low * 2);
        // A branch not taken must not overflow, as it would send NaN back.
        return near.Where(((near.Where(high, low) - low) / low).Log1p(), high.Log() - low.Log());
    }

    /// <inheritdoc/>
    protected override Distribution With(Func<Tensor, Tensor> map, int eventAxes) => new Reciprocal(map(Low), map(High), eventAxes);
}
