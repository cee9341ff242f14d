using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>
/// Exponential distribution of independent elements x ≥ 0, rate λ &gt; 0: density λ e^(−λx). Its map from noise: arXiv 1312.6114, §2.4.
/// </summary>
public sealed class Exponential : InverseCdfDistribution, IHasMean, IHasVariance, IHasEntropy
{
    /// <param name="rate">λ &gt; 0 (not checked: a check would read the device), <c>[batch…, event…]</c>.</param>
    /// <param name="eventAxes">How many of the last axes form one event.</param>
    public Exponential(Tensor rate, int eventAxes = 1) : base(rate.Shape, eventAxes, rate.DType, rate.Device) => Rate = rate;

    /// <summary>λ &gt; 0, as given.</summary>
    public Tensor Rate { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Positive;

    /// <inheritdoc/>
    public override Tensor? Location() => Mean();

    /// <summary>1 / λ.</summary>
    /// <inheritdoc/>
    public Tensor Mean() => 1 / Rate;

    /// <summary>1 / λ².</summary>
    /// <inheritdoc/>
    public Tensor Variance() => 1 / Rate.Square();

    /// <summary>Σ 1 − log λ.</summary>
    /// <inheritdoc/>
    public Tensor Entropy() => SumEvent(1 - Rate.Log());

    /// <summary>1 − e^(−λx).</summary>
    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x) => -(-Rate * x.ClampMin(0)).Expm1();

    /// <summary>−log(1 − p) / λ.</summary>
    /// <inheritdoc/>
    public override Tensor Quantile(Tensor p) => Hazard(p) / Rate;

    /// <summary>log λ − λ x.</summary>
    protected override Tensor LogDensity(Tensor x) => Only(x.Ge(0), Rate.Log() - Rate * x);

    /// <inheritdoc/>
    protected override Distribution With(Func<Tensor, Tensor> map, int eventAxes) => new Exponential(map(Rate), eventAxes);
}
