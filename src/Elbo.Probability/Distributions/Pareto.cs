using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>
/// Pareto distribution of independent elements x ≥ x_m, scale x_m &gt; 0, shape α &gt; 0: density α x_m^α / x^(α+1). Draws reach u^(−1/α), beyond
/// f32 for α below 0.2, and then are its greatest number. Its map from noise: arXiv 1312.6114, §2.4.
/// </summary>
public sealed class Pareto : InverseCdfDistribution, IHasMean, IHasVariance, IHasEntropy
{
    /// <param name="scale">x_m &gt; 0 (not checked: a check would read the device), <c>[batch…, event…]</c>.</param>
    /// <param name="concentration">α &gt; 0; broadcasts with the scale.</param>
    /// <param name="eventAxes">How many of the last axes form one event.</param>
    public Pareto(Tensor scale, Tensor concentration, int eventAxes = 1)
        : base(Shapes.Broadcast(scale, concentration), eventAxes, scale.DType, scale.Device) =>
        (Scale, Concentration) = (scale, concentration);

    /// <summary>x_m &gt; 0, as given.</summary>
    public Tensor Scale { get; }

    /// <summary>α &gt; 0, as given.</summary>
    public Tensor Concentration { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Interval;

    /// <inheritdoc/>
    public override Tensor? Location() => Mean();

    /// <summary>α x_m / (α − 1), ∞ for α ≤ 1.</summary>
    /// <inheritdoc/>
    public Tensor Mean() => Numerics.InfiniteUnless(Concentration.Gt(1), Stretch(Scale * Concentration / (Concentration - 1)));

    /// <summary>α x_m² / ((α − 1)² (α − 2)), ∞ for α ≤ 2.</summary>
    /// <inheritdoc/>
    public Tensor Variance() => Numerics.InfiniteUnless(Concentration.Gt(2), Scale.Square() * Concentration / ((Concentration - 1).Square() * (Concentration - 2)));

    /// <summary>Σ log(x_m/α) + 1 + 1/α.</summary>
    /// <inheritdoc/>
    public Tensor Entropy() => SumEvent(Scale.Log() - Concentration.Log() + 1 / Concentration + 1);

    /// <summary>1 − (x_m/x)^α.</summary>
    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x) => -(-Concentration * (x.Maximum(Scale) / Scale).Log()).Expm1();

    /// <summary>x_m (1 − p)^(−1/α), as far as there are numbers.</summary>
    /// <inheritdoc/>
    public override Tensor Quantile(Tensor p) => Numerics.FiniteExp(Hazard(p) / Concentration + Scale.Log()).Maximum(Scale);

    /// <summary>log α − α log(x/x_m) − log x.</summary>
    protected override Tensor LogDensity(Tensor x) => Only(x.Ge(Scale), Concentration.Log() - Concentration * (x.Log() - Scale.Log()) - x.Log());

    /// <inheritdoc/>
    protected override Distribution With(Func<Tensor, Tensor> map, int eventAxes) => new Pareto(map(Scale), map(Concentration), eventAxes);
}
