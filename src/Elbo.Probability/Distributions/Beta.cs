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

    /// <inheritdoc/>
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
        Tensor alpha = Numerics.Wide(Alpha), beta = Numerics.Wide(BetaShape), total = alpha + beta;
        return SumEvent(LogNormaliser() - (alpha - 1) * alpha.Digamma() - (beta - 1) * beta.Digamma() + (total - 2) * total.Digamma()).To(DType);
    }

    /// <summary>A ratio of gamma draws, kept between the numbers next to 0 and 1.</summary>
    protected override Tensor MapNoise(NoiseStream noise, ReadOnlySpan<long> shape) =>
        BetaDraws.LogOdds(Alpha, BetaShape, shape, noise).Sigmoid().Clamp(Numerics.Smallest(DType), Numerics.BelowOne(DType));

    /// <summary>(α − 1) log x + (β − 1) log(1 − x) − log B(α, β).</summary>
    protected override Tensor LogDensity(Tensor x)
    {
        var inside = x.Ge(0).LogicalAnd(x.Le(1));
        x = Numerics.Wide(x);
        return Only(inside, (Numerics.Wide(Alpha) - 1) * x.Log() + (Numerics.Wide(BetaShape) - 1) * (-x).Log1p() - LogNormaliser());
    }

    /// <summary>log B(α, β), nats, f64.</summary>
    internal Tensor LogNormaliser()
    {
        Tensor alpha = Numerics.Wide(Alpha), beta = Numerics.Wide(BetaShape);
        return alpha.Lgamma() + beta.Lgamma() - (alpha + beta).Lgamma();
    }

    /// <inheritdoc/>
    protected override Distribution With(Func<Tensor, Tensor> map, int eventAxes) => new Beta(map(Alpha), map(BetaShape), eventAxes);
}
