using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>
/// Student’s t distribution of independent elements, ν &gt; 0 degrees of freedom, location μ real, scale s &gt; 0: density ∝ (1 + z²/ν)^(−(ν+1)/2) / s,
/// z = (x − μ)/s. The scale is kept as log s. Draws carry implicit gradients in ν, about 10⁻³ relative.
/// </summary>
public sealed class StudentT : ElementwiseDistribution, IHasMean, IHasVariance, IHasEntropy
{
    /// <param name="freedom">ν &gt; 0 (not checked: a check would read the device), <c>[batch…, event…]</c>.</param>
    /// <param name="mu">μ; broadcasts with ν.</param>
    /// <param name="logScale">log s, any real; broadcasts with μ.</param>
    /// <param name="eventAxes">How many of the last axes form one event.</param>
    public StudentT(Tensor freedom, Tensor mu, Tensor logScale, int eventAxes = 1)
        : base(Shapes.Broadcast(freedom.Shape, Shapes.Broadcast(mu, logScale)), eventAxes, freedom.DType, freedom.Device) =>
        (Freedom, Mu, LogScale) = (freedom, mu, logScale);

    /// <summary>ν &gt; 0, as given.</summary>
    public Tensor Freedom { get; }

    /// <summary>μ, as given.</summary>
    public Tensor Mu { get; }

    /// <summary>log s, any real, as given.</summary>
    public Tensor LogScale { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Real;

    /// <summary>μ, the median.</summary>
    /// <inheritdoc/>
    public override Tensor? Location() => Stretch(Mu);

    /// <summary>μ for ν &gt; 1, else it does not exist (NaN).</summary>
    /// <inheritdoc/>
    public Tensor Mean() => Freedom.Gt(1).Where(Stretch(Mu), Tensor.Full([], double.NaN, DType, Device));

    /// <summary>s² ν / (ν − 2), ∞ for 1 &lt; ν ≤ 2, NaN for ν ≤ 1.</summary>
    /// <inheritdoc/>
    public Tensor Variance()
    {
        var variance = Stretch((LogScale * 2).Exp() * Freedom / (Freedom - 2));
        var finite = Numerics.InfiniteUnless(Freedom.Gt(2), variance);
        return finite.MaskedFill(Freedom.Le(1), double.NaN);
    }

    /// <summary>Σ ½ (ν + 1) (ψ((ν+1)/2) − ψ(ν/2)) − log p(μ).</summary>
    /// <inheritdoc/>
    public Tensor Entropy() => SumEvent(Stretch(Numerics.DigammaHalfStep(Freedom * 0.5) - LogNormaliser()));

    /// <summary>μ ± s √(ν y / (1 − y)), y ~ Beta(½, ν/2): |t| grows with y, so that a draw stays at its quantile. It goes as far as there are numbers.</summary>
    protected override Tensor MapNoise(NoiseStream noise, ReadOnlySpan<long> shape)
    {
        var odds = BetaDraws.LogOdds(Tensor.Full([], 0.5, DType, Device), Freedom * 0.5, shape, noise);
        var side = (noise.Uniform(shape, Device, DType) - 0.5).Sign();
        return Mu + side * Numerics.FiniteExp((odds + Freedom.Log()) * 0.5 + LogScale);
    }

    /// <summary>log Γ((ν+1)/2) − log Γ(ν/2) − ½ log πν − log s − ½ (ν + 1) log(1 + z²/ν).</summary>
    protected override Tensor LogDensity(Tensor x)
    {
        var z = (x - Mu) * (-LogScale).Exp();
        return LogNormaliser() - (Freedom + 1) * 0.5 * Numerics.Log1pSquare(z, Freedom.Sqrt());
    }

    /// <summary>log p(μ).</summary>
    private Tensor LogNormaliser() => Numerics.LogGammaHalfStep(Freedom * 0.5) - 0.5 * Normal.LogTwoPi - LogScale;

    /// <inheritdoc/>
    protected override Distribution With(Func<Tensor, Tensor> map, int eventAxes) => new StudentT(map(Freedom), map(Mu), map(LogScale), eventAxes);
}
