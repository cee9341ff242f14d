using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>Uniform distribution of independent elements on [low, high], low &lt; high.</summary>
public sealed class Uniform : InverseCdfDistribution, IHasMean, IHasVariance, IHasEntropy
{
    /// <param name="low">Lower ends, <c>[batch…, event…]</c>.</param>
    /// <param name="high">Upper ends, above <paramref name="low"/> (not checked: a check would read the device); broadcasts with it.</param>
    /// <param name="eventAxes">How many of the last axes form one event.</param>
    public Uniform(Tensor low, Tensor high, int eventAxes = 1) : base(Shapes.Broadcast(low, high), eventAxes, low.DType, low.Device) =>
        (Low, High) = (low, high);

    /// <summary>Lower ends as given, before broadcasting.</summary>
    public Tensor Low { get; }

    /// <summary>Upper ends as given, before broadcasting.</summary>
    public Tensor High { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Interval;

    /// <inheritdoc/>
    public override Tensor? Location() => Mean();

    /// <inheritdoc/>
    public Tensor Mean() => (Low + High) * 0.5;

    /// <summary>(high − low)² / 12.</summary>
    /// <inheritdoc/>
    public Tensor Variance() => (High - Low).Square() / 12;

    /// <summary>Σ log(high − low).</summary>
    /// <inheritdoc/>
    public Tensor Entropy() => SumEvent((High - Low).Log());

    /// <summary>(x − low) / (high − low).</summary>
    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x) => ((x - Low) / (High - Low)).Clamp(0, 1);

    /// <summary>low + (high − low) p.</summary>
    /// <inheritdoc/>
    public override Tensor Quantile(Tensor p) => Low.Addcmul(High - Low, p);

    /// <summary>−log(high − low) inside, −∞ outside.</summary>
    protected override Tensor LogDensity(Tensor x)
    {
        var inside = x.Ge(Low).LogicalAnd(x.Le(High));
        return Only(inside, (-(High - Low).Log()).Expand(Shapes.Broadcast(inside.Shape, Shape)));
    }

    /// <inheritdoc/>
    protected override Distribution With(Func<Tensor, Tensor> map, int eventAxes) => new Uniform(map(Low), map(High), eventAxes);
}
