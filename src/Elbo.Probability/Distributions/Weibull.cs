using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>
/// Weibull distribution of independent elements x ≥ 0, scale λ &gt; 0, shape k &gt; 0: density (k/λ)(x/λ)^(k−1) e^(−(x/λ)^k). Its map from noise: arXiv 1312.6114, §2.4.
/// </summary>
public sealed class Weibull : InverseCdfDistribution, IHasMean, IHasVariance, IHasEntropy
{
    /// <param name="scale">λ &gt; 0 (not checked: a check would read the device), <c>[batch…, event…]</c>.</param>
    /// <param name="concentration">k &gt; 0; broadcasts with the scale.</param>
    /// <param name="eventAxes">How many of the last axes form one event.</param>
    public Weibull(Tensor scale, Tensor concentration, int eventAxes = 1)
        : base(Shapes.Broadcast(scale, concentration), eventAxes, scale.DType, scale.Device) =>
        (Scale, Concentration) = (scale, concentration);

    /// <summary>λ &gt; 0, as given.</summary>
    public Tensor Scale { get; }

    /// <summary>k &gt; 0, as given.</summary>
    public Tensor Concentration { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Positive;

    /// <inheritdoc/>
    public override Tensor? Location() => Mean();

    /// <summary>λ Γ(1 + 1/k).</summary>
    /// <inheritdoc/>
    public Tensor Mean() => Scale * (1 + 1 / Concentration).Lgamma().Exp();

    /// <summary>λ² (Γ(1 + 2/k) − Γ(1 + 1/k)²).</summary>
    /// <inheritdoc/>
    public Tensor Variance()
    {
        var inverse = Numerics.Wide(Concentration).Reciprocal();
        var first = (1 + inverse).Lgamma() * 2;
        return Scale.Square() * (first.Exp() * ((1 + inverse * 2).Lgamma() - first).Expm1()).To(DType);
    }

    /// <summary>Σ γ(1 − 1/k) + log(λ/k) + 1, γ Euler’s constant.</summary>
    /// <inheritdoc/>
    public Tensor Entropy() => SumEvent(Scale.Log() - Concentration.Log() + (1 - 1 / Concentration) * Numerics.EulerGamma + 1);

    /// <summary>1 − e^(−(x/λ)^k).</summary>
    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x) => -(-(Concentration * (x.ClampMin(0).Log() - Scale.Log())).Exp()).Expm1();

    /// <summary>λ (−log(1 − p))^(1/k), as far as there are numbers.</summary>
    /// <inheritdoc/>
    public override Tensor Quantile(Tensor p) => Numerics.FiniteExp(Hazard(p).Log() / Concentration + Scale.Log());

    /// <summary>log k + k log(x/λ) − log x − (x/λ)^k.</summary>
    protected override Tensor LogDensity(Tensor x)
    {
        var logRatio = x.Log() - Scale.Log();
        return Only(x.Ge(0), Concentration.Log() + Concentration * logRatio - x.Log() - (Concentration * logRatio).Exp());
    }

    /// <inheritdoc/>
    protected override Distribution With(Func<Tensor, Tensor> map, int eventAxes) => new Weibull(map(Scale), map(Concentration), eventAxes);
}
