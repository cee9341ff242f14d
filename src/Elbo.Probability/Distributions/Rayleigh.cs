using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>
/// Rayleigh distribution of independent elements x ≥ 0, scale σ &gt; 0: density x/σ² e^(−x²/2σ²). Its map from noise: arXiv 1312.6114, §2.4.
/// </summary>
public sealed class Rayleigh : InverseCdfDistribution, IHasMean, IHasVariance, IHasEntropy
{
    /// <param name="scale">σ &gt; 0 (not checked: a check would read the device), <c>[batch…, event…]</c>.</param>
    /// <param name="eventAxes">How many of the last axes form one event.</param>
    public Rayleigh(Tensor scale, int eventAxes = 1) : base(scale.Shape, eventAxes, scale.DType, scale.Device) => Scale = scale;

    /// <summary>σ &gt; 0, as given.</summary>
    public Tensor Scale { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Positive;

    /// <inheritdoc/>
    public override Tensor? Location() => Mean();

    /// <summary>σ √(π/2).</summary>
    /// <inheritdoc/>
    public Tensor Mean() => Scale * Math.Sqrt(Math.PI / 2);

    /// <summary>(2 − π/2) σ².</summary>
    /// <inheritdoc/>
    public Tensor Variance() => Scale.Square() * (2 - Math.PI / 2);

    /// <summary>Σ 1 + log(σ/√2) + γ/2, γ Euler’s constant.</summary>
    /// <inheritdoc/>
    public Tensor Entropy() => SumEvent(Scale.Log() + (1 + Numerics.EulerGamma / 2 - Math.Log(2) / 2));

    /// <summary>1 − e^(−x²/2σ²).</summary>
    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x) => -((x.ClampMin(0) / Scale).Square() * -0.5).Expm1();

    /// <summary>σ √(−2 log(1 − p)).</summary>
    /// <inheritdoc/>
    public override Tensor Quantile(Tensor p) => Scale * (Hazard(p) * 2).Sqrt();

    /// <summary>log x − 2 log σ − x² / 2σ².</summary>
    protected override Tensor LogDensity(Tensor x)
    {
        var z = x / Scale;
        return Only(x.Ge(0), x.Log() - Scale.Log() * 2 - z.Square() * 0.5);
    }

    /// <inheritdoc/>
    protected override Distribution With(Func<Tensor, Tensor> map, int eventAxes) => new Rayleigh(map(Scale), eventAxes);
}
