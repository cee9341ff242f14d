using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>
/// Reciprocal (log-uniform) distribution of independent elements on [a, b], 0 &lt; a &lt; b: density 1 / (x log(b/a)). Its map from noise: arXiv 1312.6114, §2.4.
/// </summary>
public sealed class Reciprocal : ElementwiseDistribution, IHasMean, IHasVariance, IHasEntropy
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

    public override Support Support => Support.Interval;

    /// <inheritdoc/>
    public override Tensor? Location() => Mean();

    /// <summary>(b − a) / log(b/a).</summary>
    /// <inheritdoc/>
    public Tensor Mean() => (High - Low) / LogRatio();

    /// <summary>(b² − a²) / (2 log(b/a)) − mean²; loses digits as b/a comes near 1.</summary>
    /// <inheritdoc/>
    public Tensor Variance()
    {
        var mean = Mean();
        return mean * ((High + Low) * 0.5 - mean);
    }

    /// <summary>Σ ½ log ab + log log(b/a).</summary>
    /// <inheritdoc/>
    public Tensor Entropy() => SumEvent((Low.Log() + High.Log()) * 0.5 + LogRatio().Log());

    /// <summary>a (b/a)^u.</summary>
    protected override Tensor MapNoise(NoiseStream noise, ReadOnlySpan<long> shape)
    {
        var draw = (Low.Log() + Uniform(noise, shape) * LogRatio()).Exp();
        // Rounding must not carry a draw out of its own support.
        return draw.Maximum(Low).Minimum(High);
    }

    /// <summary>−log x − log log(b/a).</summary>
    protected override Tensor LogDensity(Tensor x) => Only(x.Ge(Low).LogicalAnd(x.Le(High)), -x.Log() - LogRatio().Log());

    private Tensor LogRatio() => High.Log() - Low.Log();

    /// <inheritdoc/>
    protected override Distribution With(Func<Tensor, Tensor> map, int eventAxes) => new Reciprocal(map(Low), map(High), eventAxes);
}
