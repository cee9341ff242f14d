using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>
/// Gompertz distribution of independent elements x ≥ 0, shape η &gt; 0, rate b &gt; 0: density b η e^(η + bx − η e^(bx)). Mean, variance and
/// entropy are no elementary functions and come from a quadrature, exact to rounding. Its map from noise: arXiv 1312.6114, §2.4.
/// </summary>
public sealed class Gompertz : InverseCdfDistribution, IHasMean, IHasVariance, IHasEntropy
{
    /// <param name="concentration">η &gt; 0 (not checked: a check would read the device), <c>[batch…, event…]</c>.</param>
    /// <param name="rate">b &gt; 0; broadcasts with the shape.</param>
    /// <param name="eventAxes">How many of the last axes form one event.</param>
    public Gompertz(Tensor concentration, Tensor rate, int eventAxes = 1)
        : base(Shapes.Broadcast(concentration, rate), eventAxes, concentration.DType, concentration.Device) =>
        (Concentration, Rate) = (concentration, rate);

    /// <summary>η &gt; 0, as given.</summary>
    public Tensor Concentration { get; }

    /// <summary>b &gt; 0, as given.</summary>
    public Tensor Rate { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Positive;

    /// <inheritdoc/>
    public override Tensor? Location() => Mean();

    /// <summary>E[log(1 + Y/η)] / b = e^η E₁(η) / b, Y ~ Exponential(1).</summary>
    /// <inheritdoc/>
    public Tensor Mean() => Stretch(MeanAge() / Rate);

    /// <summary>The variance of log(1 + Y/η), over b².</summary>
    /// <inheritdoc/>
    public Tensor Variance()
    {
        var mean = MeanAge().Unsqueeze(-1);
        return Stretch(Expectation(age => (age - mean).Square()) / Rate.Square());
    }

    /// <summary>Σ 1 − log bη − E[bx].</summary>
    /// <inheritdoc/>
    public Tensor Entropy() => SumEvent(Stretch(1 - Concentration.Log() - Rate.Log() - MeanAge()));

    /// <summary>1 − e^(−η (e^(bx) − 1)).</summary>
    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x) => -(-Concentration * (Rate * x.ClampMin(0)).Expm1()).Expm1();

    /// <summary>log(1 − log(1 − p)/η) / b.</summary>
    /// <inheritdoc/>
    public override Tensor Quantile(Tensor p) => (Hazard(p) / Concentration).Log1p() / Rate;

    /// <summary>log bη + bx − η (e^(bx) − 1).</summary>
    protected override Tensor LogDensity(Tensor x)
    {
        var age = Rate * x;
        return Only(x.Ge(0), Concentration.Log() + Rate.Log() + age - Concentration * age.Expm1());
    }

    /// <summary>E[bx], which depends on η alone.</summary>
    private Tensor MeanAge() => Expectation(age => age);

    /// <summary>E[f(bx)], bx = log(1 + Y/η).</summary>
    private Tensor Expectation(Func<Tensor, Tensor> f) =>
        ExponentialExpectation.Of(y => f((y / Concentration.Unsqueeze(-1)).Log1p()), DType, Device);

    /// <inheritdoc/>
    protected override Distribution With(Func<Tensor, Tensor> map, int eventAxes) => new Gompertz(map(Concentration), map(Rate), eventAxes);
}
