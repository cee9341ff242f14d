using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>Gamma distribution of independent elements, shape α &gt; 0, rate β &gt; 0: density β^α x^(α−1) e^(−βx) / Γ(α).</summary>
public sealed class Gamma : IndependentDistribution, IReparameterised, IHasMean, IHasVariance, IHasEntropy
{
    /// <param name="concentration">α &gt; 0 (not checked: a check would read the device), <c>[batch…, event…]</c>.</param>
    /// <param name="rate">β &gt; 0; broadcasts with <paramref name="concentration"/>.</param>
    /// <param name="eventAxes">How many of the last axes form one event.</param>
    public Gamma(Tensor concentration, Tensor rate, int eventAxes = 1)
        : base(Shapes.Broadcast(concentration, rate), eventAxes, concentration.DType, concentration.Device) =>
        (Concentration, Rate) = (concentration, rate);

    /// <summary>α as given, before broadcasting.</summary>
    public Tensor Concentration { get; }

    /// <summary>β as given, before broadcasting.</summary>
    public Tensor Rate { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Positive;

    /// <inheritdoc/>
    public override Tensor? Location() => Mean();

    /// <summary>α / β.</summary>
    /// <inheritdoc/>
    public Tensor Mean() => Concentration / Rate;

    /// <summary>α / β².</summary>
    /// <inheritdoc/>
    public Tensor Variance() => Concentration / Rate.Square();

    /// <summary>Σ α − log β + log Γ(α) + (1 − α) ψ(α).</summary>
    /// <inheritdoc/>
    public Tensor Entropy() =>
        SumEvent(Surprise(Numerics.Wide(Concentration), Numerics.Wide(Rate))).To(DType);

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        CheckEvent(x);
        return Round(LogDensity(Numerics.Wide(x), Numerics.Wide(Concentration), Numerics.Wide(Rate), EventAxes), x);
    }

    /// <summary>
    /// g / β with g ~ Gamma(α, 1), whose gradient in α is the implicit one, −∂F/∂α / p (Figurnov et al., arXiv 1805.08498), to about
    /// 10⁻³ relative as libtorch approximates it.
    /// </summary>
    /// <inheritdoc/>
    public override Drawn Draw(NoiseStream noise, params ReadOnlySpan<long> sampleShape) =>
        new(GammaDraws.Standard(Concentration.Expand(DrawShape(sampleShape)), noise) / Rate, this, null);

    private static Tensor Surprise(Tensor alpha, Tensor beta) => alpha - beta.Log() + alpha.Lgamma() + (1 - alpha) * alpha.Digamma();

    private static Tensor LogDensity(Tensor x, Tensor alpha, Tensor beta, int eventAxes) =>
        Shapes.SumLast(alpha * beta.Log() + (alpha - 1) * x.Log() - beta * x - alpha.Lgamma(), eventAxes);

    /// <inheritdoc/>
    protected override Distribution With(Func<Tensor, Tensor> map, int eventAxes) => new Gamma(map(Concentration), map(Rate), eventAxes);
}
