using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>
/// Beta distribution of independent elements in [0, 1], α &gt; 0, β &gt; 0: density x^(α−1) (1 − x)^(β−1) / B(α, β). Draws carry implicit gradients, about 10⁻³
/// relative.
/// </summary>
public sealed class Beta : ElementwiseDistribution, IHasMean, IHasVariance, IHasEntropy
{
    /// <param name="alpha">α &gt; 0 (not checked: a check would read the device), <c>[batch…, event…]</c>.</param>
    /// <param name="betaShape">β &gt; 0; broadcasts with α.</param>
    /// <param name="eventAxes">How many of the last axes form one event.</param>
    public Beta(Tensor alpha, Tensor betaShape, int eventAxes = 1)
        : base(Shapes.Broadcast(alpha, betaShape), eventAxes, alpha.DType, alpha.Device) =>
        (Alpha, BetaShape) = (alpha, betaShape);

    /// <summary>α &gt; 0, as given.</summary>
    public Tensor Alpha { get; }

    /// <summary>β &gt; 0, as given.</summary>
    public Tensor BetaShape { get; }

    public override Support Support => Support.Unit;

    /// <inheritdoc/>
    public override Tensor? Location() => Mean();

    /// <summary>α / (α + β).</summary>
    /// <inheritdoc/>
    public Tensor Mean() => Alpha / (Alpha + BetaShape);

    /// <summary>αβ / ((α + β)² (α + β + 1)).</summary>
    /// <inheritdoc/>
    public Tensor Variance()
    {
        var total = Alpha + BetaShape;
        return Alpha * BetaShape / (total.Square() * (total + 1));
    }

    /// <summary>Σ log B − (α − 1) ψ(α) − (β − 1) ψ(β) + (α + β − 2) ψ(α + β).</summary>
    /// <inheritdoc/>
    public Tensor Entropy()
    {
        var total = Alpha + BetaShape;
        return SumEvent(LogNormaliser() - (Alpha - 1) * Alpha.Digamma() - (BetaShape - 1) * BetaShape.Digamma() + (total - 2) * total.Digamma());
    }

    /// <summary>The first share of a Dirichlet draw.</summary>
    protected override Tensor MapNoise(NoiseStream noise, ReadOnlySpan<long> shape) =>
        DirichletDraws.Pair(Alpha, BetaShape, shape, noise).Share;

    /// <summary>(α − 1) log x + (β − 1) log(1 − x) − log B(α, β).</summary>
    protected override Tensor LogDensity(Tensor x) => Only(x.Ge(0).LogicalAnd(x.Le(1)), (Alpha - 1) * x.Log() + (BetaShape - 1) * (-x).Log1p() - LogNormaliser());

    /// <summary>log B(α, β), nats; cancels in f32 for concentrations above 10³.</summary>
    internal Tensor LogNormaliser() => Alpha.Lgamma() + BetaShape.Lgamma() - (Alpha + BetaShape).Lgamma();

    /// <inheritdoc/>
    protected override Distribution With(Func<Tensor, Tensor> map, int eventAxes) => new Beta(map(Alpha), map(BetaShape), eventAxes);
}
