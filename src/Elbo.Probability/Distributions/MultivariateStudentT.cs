using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>
/// Student’s t distribution of a vector of D elements with ν &gt; 0 degrees of freedom: μ + L ε √(ν/χ²_ν), ε ~ N(0, I), an elliptical distribution
/// with heavy tails. Draws carry implicit gradients in ν, about 10⁻³ relative.
/// </summary>
public sealed class MultivariateStudentT : Distribution, IReparameterised, IHasMean, IHasVariance
{
    // Of f32, also where there would be greater ones.
    private const double LogLargest = 88;

    private readonly LocationFactor form;

    /// <param name="freedom">ν &gt; 0 (not checked: a check would read the device), <c>[batch…]</c>.</param>
    /// <param name="mu">μ, <c>[batch…, D]</c>.</param>
    /// <param name="lower">L with a positive diagonal, <c>[batch…, D, D]</c>; what stands above the diagonal is ignored. Batch axes broadcast.</param>
    /// <exception cref="ArgumentException">L is no square matrix of the size of μ.</exception>
    public MultivariateStudentT(Tensor freedom, Tensor mu, Tensor lower)
        : base(Shapes.Broadcast([.. freedom.Shape, 1], LocationFactor.Shape(mu, lower)), 1, mu.DType, mu.Device) =>
        (Freedom, form) = (freedom, new(mu, lower));

    /// <summary>ν, as given.</summary>
    public Tensor Freedom { get; }

    /// <summary>μ, as given.</summary>
    public Tensor Mu => form.Mu;

    /// <summary>L, as given.</summary>
    public Tensor Lower => form.Lower;

    /// <inheritdoc/>
    public override Support Support => Support.Real;

    /// <summary>μ, the median of every element.</summary>
    /// <inheritdoc/>
    public override Tensor? Location() => Stretch(Mu);

    /// <summary>μ for ν &gt; 1, else it does not exist (NaN).</summary>
    /// <inheritdoc/>
    public Tensor Mean() => Stretch(Mu).MaskedFill(Freedom.Unsqueeze(-1).Le(1), double.NaN);

    /// <summary>ν/(ν − 2) times the diagonal of L Lᵀ; ∞ for 1 &lt; ν ≤ 2, NaN for ν ≤ 1.</summary>
    /// <inheritdoc/>
    public Tensor Variance()
    {
        var freedom = Freedom.Unsqueeze(-1);
        return Numerics.InfiniteUnless(freedom.Gt(2), Stretch(form.SquaredRows() * (freedom / (freedom - 2)))).MaskedFill(freedom.Le(1), double.NaN);
    }

    /// <summary>log Γ((ν+D)/2) − log Γ(ν/2) − ½ D log πν − log det L − ½ (ν + D) log(1 + |L⁻¹(x − μ)|²/ν).</summary>
    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        CheckEvent(x);
        var size = (double)Shape[^1];
        // Divided before it is squared: |u|² alone may overflow.
        var spread = (form.Whiten(x) * Freedom.Unsqueeze(-1).Rsqrt()).Square().Sum([-1]).Log1p();
        // log Γ((ν+D)/2) − log Γ(ν/2) − ½ D log πν with ½ D log ν/2 taken off both sides.
        var normaliser = Numerics.LogGammaHalfSteps(Freedom * 0.5, Shape[^1]) - 0.5 * size * Normal.LogTwoPi;
        return normaliser - form.LogDet() - (Freedom + size) * 0.5 * spread;
    }

    /// <inheritdoc/>
    public override Drawn Draw(NoiseStream noise, params ReadOnlySpan<long> sampleShape)
    {
        var eps = noise.Normal(DrawShape(sampleShape), Device, DType);
        var logGamma = GammaDraws.LogStandard((Freedom * 0.5).Expand([.. sampleShape, .. BatchShape]), noise);
        // √(ν/χ²), χ² = 2 g; a radius beyond the square root of the greatest number leaves room for L.
        var radius = Numerics.FiniteExp(((Freedom * 0.5).Log() - logGamma).ClampMax(LogLargest) * 0.5);
        return new(form.Apply(eps * radius.Unsqueeze(-1)), this, null);
    }

    /// <inheritdoc/>
    public override bool HasIndependentElements => false;

    /// <summary>Refused: they share a radius.</summary>
    /// <inheritdoc/>
    public override Distribution Elements() => throw new NotSupportedException($"the elements of {this} depend on one another: they share a radius");

    /// <inheritdoc/>
    public override Distribution Detached() => new MultivariateStudentT(Freedom.Detach(), Mu.Detach(), Lower.Detach());
}
