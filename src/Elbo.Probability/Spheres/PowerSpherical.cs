using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>
/// Power spherical distribution of directions z of m dimensions, |z| = 1, around a mean direction μ: density proportional to (1 + μᵀz)^κ on the unit sphere S^(m−1) (De Cao and
/// Aziz 2020, arXiv 2006.04437). Much like von Mises–Fisher, but (1 + μᵀz)/2 is a beta variable, so nothing is rejected. Draws carry implicit gradients in κ, about 10⁻³ relative.
/// </summary>
public sealed class PowerSpherical : Distribution, IReparameterised, IHasMean, IHasVariance, IHasEntropy
{
    /// <param name="mu">μ of length 1 (not checked: a check would read the device), <c>[batch…, m]</c>.</param>
    /// <param name="concentration">κ ≥ 0, <c>[batch…]</c>; the batch axes broadcast.</param>
    /// <param name="eventAxes">How many of the last axes form one event: 1, or more for several points.</param>
    /// <exception cref="ArgumentException">μ has fewer than 2 coordinates.</exception>
    public PowerSpherical(Tensor mu, Tensor concentration, int eventAxes = 1) : base(Sphere.Shape(mu, concentration), eventAxes, mu.DType, mu.Device) => (Mu, Concentration) = (mu, concentration);

    /// <summary>μ, as given.</summary>
    public Tensor Mu { get; }

    /// <summary>κ, as given.</summary>
    public Tensor Concentration { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Sphere;

    /// <summary>μ, the likeliest point. The mean lies inside the ball and is none.</summary>
    /// <inheritdoc/>
    public override Tensor? Location() => Stretch(Mu);

    /// <summary>β = (m − 1)/2 of the beta distribution of (1 + μᵀz)/2; its α is β + κ.</summary>
    private double Beta => 0.5 * (Shape[^1] - 1);

    private Tensor Kappa => Numerics.Wide(Concentration);

    /// <summary>κ / (m − 1 + κ) μ.</summary>
    /// <inheritdoc/>
    public Tensor Mean() => Stretch((Kappa / (Kappa + 2 * Beta)).To(DType).Unsqueeze(-1) * Mu);

    /// <summary>V[t] μ² + E[1 − t²]/(m − 1) (1 − μ²), t = μᵀz.</summary>
    /// <inheritdoc/>
    public Tensor Variance()
    {
        Tensor alpha = Kappa + Beta, total = alpha + Beta, open = alpha * (4 * Beta) / (total * (total + 1));
        var square = Numerics.Wide(Mu).Square();
        return Stretch(((open / total).Unsqueeze(-1) * square + (open / (2 * Beta)).Unsqueeze(-1) * (1 - square)).To(DType));
    }

    /// <summary>−log N − κ (log 2 + ψ(α) − ψ(α + β)).</summary>
    /// <inheritdoc/>
    public Tensor Entropy() => Whole(Sphere.LogArea(Shape[^1]) - Divergence()).To(DType);

    /// <summary>κ log(1 + μᵀx) + log N.</summary>
    /// <param name="x">Of length 1, which is not checked.</param>
    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        CheckEvent(x);
        Tensor point = Numerics.Wide(x), mu = Numerics.Wide(Mu);
        // ½|x + μ|², which keeps its digits opposite to μ.
        var half = (point + mu).Square().Sum([-1]) * 0.5;
        return Round(SumPoints(Kappa * half.ClampMin(Numerics.Smallest(DType.F64)).Log() + LogNormaliser()), x);
    }

    /// <inheritdoc/>
    public override Drawn Draw(NoiseStream noise, params ReadOnlySpan<long> sampleShape)
    {
        var alpha = Kappa + Beta;
        // Log-odds of (1 + t)/2, of which t and √(1 − t²) are known up to the ends.
        var odds = BetaDraws.LogOdds(alpha, Tensor.Full([], Beta, DType.F64, Device), [.. sampleShape, .. Shape[..^1]], noise);
        var along = (odds * 0.5).Tanh();
        var aside = ((odds.LogSigmoid() + (-odds).LogSigmoid()) * 0.5).Exp() * 2;
        var z = Sphere.Around(Stretch(Mu), along.To(DType), aside.To(DType), noise);
        return new(z, this, null) { Density = () => Round(SumPoints(Kappa * (odds.LogSigmoid() + Math.Log(2)) + LogNormaliser()), z) };
    }

    /// <summary>KL from the uniform distribution, <c>[batch…]</c>, nats.</summary>
    internal Tensor DivergenceFromUniform() => Whole(Divergence()).To(DType);

    private Tensor SumPoints(Tensor points) => Shapes.SumLast(points, EventAxes - 1);

    /// <summary>What depends on κ alone has not the shape of μ.</summary>
    private Tensor Whole(Tensor points) => SumPoints(points.Expand(Shape[..^1]));

    private Tensor Divergence()
    {
        var alpha = Kappa + Beta;
        // A difference of logarithms of Γ, which may fall below 0 by their rounding.
        return (LogNormaliser() + Sphere.LogArea(Shape[^1]) + Kappa * (alpha.Digamma() - (alpha + Beta).Digamma() + Math.Log(2))).ClampMin(0);
    }

    /// <summary>log N = log Γ(α + β) − log Γ(α) − (α + β) log 2 − β log π, <c>[batch…]</c>, f64.</summary>
    private Tensor LogNormaliser()
    {
        Tensor alpha = Kappa + Beta, total = alpha + Beta;
        return total.Lgamma() - alpha.Lgamma() - total * Math.Log(2) - Beta * Math.Log(Math.PI);
    }

    /// <inheritdoc/>
    public override bool HasIndependentElements => false;

    /// <summary>Refused: together they have the length 1.</summary>
    /// <inheritdoc/>
    public override Distribution Elements() => throw new NotSupportedException($"the elements of {this} depend on one another: together they have the length 1");

    /// <inheritdoc/>
    public override Distribution Detached() => new PowerSpherical(Mu.Detach(), Concentration.Detach(), EventAxes);
}
