using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>
/// χ² distribution of independent elements x ≥ 0 with ν &gt; 0 degrees of freedom, whole or not: the gamma distribution of shape ν/2, rate ½. Draws carry implicit gradients, about 10⁻³
/// relative.
/// </summary>
public sealed class ChiSquared : ElementwiseDistribution, IHasMean, IHasVariance, IHasEntropy
{
    /// <param name="freedom">ν &gt; 0 (not checked: a check would read the device), <c>[batch…, event…]</c>.</param>
    /// <param name="eventAxes">How many of the last axes form one event.</param>
    public ChiSquared(Tensor freedom, int eventAxes = 1) : base(freedom.Shape, eventAxes, freedom.DType, freedom.Device) => Freedom = freedom;

    /// <summary>ν &gt; 0, as given.</summary>
    public Tensor Freedom { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Positive;

    /// <inheritdoc/>
    public override Tensor? Location() => Mean();

    /// <summary>ν.</summary>
    /// <inheritdoc/>
    public Tensor Mean() => Freedom;

    /// <summary>2 ν.</summary>
    /// <inheritdoc/>
    public Tensor Variance() => Freedom * 2;

    /// <summary>Σ ν/2 + log 2 + log Γ(ν/2) + (1 − ν/2) ψ(ν/2).</summary>
    /// <inheritdoc/>
    public Tensor Entropy()
    {
        var half = Numerics.Wide(Freedom) * 0.5;
        return SumEvent(half + Math.Log(2) + half.Lgamma() + (1 - half) * half.Digamma()).To(DType);
    }

    /// <summary>2 g, g ~ Gamma(ν/2, 1).</summary>
    protected override Tensor MapNoise(NoiseStream noise, ReadOnlySpan<long> shape) => GammaDraws.Standard((Freedom * 0.5).Expand(shape), noise) * 2;

    /// <summary>(ν/2 − 1) log x − x/2 − (ν/2) log 2 − log Γ(ν/2).</summary>
    protected override Tensor LogDensity(Tensor x)
    {
        var inside = x.Ge(0);
        var half = Numerics.Wide(Freedom) * 0.5;
        x = Numerics.Wide(x);
        return Only(inside, (half - 1) * x.Log() - x * 0.5 - half * Math.Log(2) - half.Lgamma());
    }

    /// <inheritdoc/>
    protected override Distribution With(Func<Tensor, Tensor> map, int eventAxes) => new ChiSquared(map(Freedom), eventAxes);
}
