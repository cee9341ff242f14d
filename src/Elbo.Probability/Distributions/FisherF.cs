using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>
/// F distribution of independent elements x ≥ 0 with d₁, d₂ &gt; 0 degrees of freedom: the ratio of two χ² draws, each over its degrees. Draws carry implicit gradients, about 10⁻³
/// relative.
/// </summary>
public sealed class FisherF : ElementwiseDistribution, IHasMean, IHasVariance, IHasEntropy
{
    /// <param name="numerator">d₁ &gt; 0 (not checked: a check would read the device), <c>[batch…, event…]</c>.</param>
    /// <param name="denominator">d₂ &gt; 0; broadcasts with the numerator.</param>
    /// <param name="eventAxes">How many of the last axes form one event.</param>
    public FisherF(Tensor numerator, Tensor denominator, int eventAxes = 1)
        : base(Shapes.Broadcast(numerator, denominator), eventAxes, numerator.DType, numerator.Device) =>
        (Numerator, Denominator) = (numerator, denominator);

    /// <summary>d₁ &gt; 0, as given.</summary>
    public Tensor Numerator { get; }

    /// <summary>d₂ &gt; 0, as given.</summary>
    public Tensor Denominator { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Positive;

    /// <inheritdoc/>
    public override Tensor? Location() => Mean();

    /// <summary>d₂ / (d₂ − 2), ∞ for d₂ ≤ 2.</summary>
    /// <inheritdoc/>
    public Tensor Mean() => Numerics.InfiniteUnless(Denominator.Gt(2), Stretch(Denominator / (Denominator - 2)));

    /// <summary>2 d₂² (d₁ + d₂ − 2) / (d₁ (d₂ − 2)² (d₂ − 4)), ∞ for d₂ ≤ 4.</summary>
    /// <inheritdoc/>
    public Tensor Variance()
    {
        var below = Denominator - 2;
        var variance = Denominator.Square() * (Numerator + below) * 2 / (Numerator * below.Square() * (Denominator - 4));
        return Numerics.InfiniteUnless(Denominator.Gt(4), variance);
    }

    /// <summary>Σ log B(a, b) + log(d₂/d₁) + (1 − a) ψ(a) − (1 + b) ψ(b) + (a + b) ψ(a + b), a = d₁/2, b = d₂/2.</summary>
    /// <inheritdoc/>
    public Tensor Entropy()
    {
        Tensor a = Numerics.Wide(Numerator) * 0.5, b = Numerics.Wide(Denominator) * 0.5;
        return SumEvent(Stretch(a.Lgamma() + b.Lgamma() - (a + b).Lgamma() + b.Log() - a.Log()
            + (1 - a) * a.Digamma() - (1 + b) * b.Digamma() + (a + b) * (a + b).Digamma())).To(DType);
    }

    /// <summary>d₂ y / (d₁ (1 − y)), y ~ Beta(d₁/2, d₂/2), as far as there are numbers.</summary>
    protected override Tensor MapNoise(NoiseStream noise, ReadOnlySpan<long> shape) =>
        Numerics.FiniteExp(BetaDraws.LogOdds(Numerator * 0.5, Denominator * 0.5, shape, noise) + Denominator.Log() - Numerator.Log());

    /// <summary>a log r − (a + b) log(1 + r) − log x − log B(a, b), a = d₁/2, b = d₂/2, r = d₁x/d₂.</summary>
    protected override Tensor LogDensity(Tensor x)
    {
        var inside = x.Ge(0);
        Tensor a = Numerics.Wide(Numerator) * 0.5, b = Numerics.Wide(Denominator) * 0.5;
        x = Numerics.Wide(x);
        // log(d₁x/d₂), through whose softplus (1 + d₁x/d₂) cannot overflow.
        var odds = x.Log() + a.Log() - b.Log();
        return Only(inside, a * odds - (a + b) * Numerics.Softplus(odds) - x.Log() - (a.Lgamma() + b.Lgamma() - (a + b).Lgamma()));
    }

    /// <inheritdoc/>
    protected override Distribution With(Func<Tensor, Tensor> map, int eventAxes) => new FisherF(map(Numerator), map(Denominator), eventAxes);
}
