using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>
/// Von Mises–Fisher distribution of directions z of m dimensions, |z| = 1, around a mean direction μ: density proportional to e^(κ μᵀz) on the unit sphere S^(m−1), a
/// posterior for codes on a sphere (Davidson et al. 2018, arXiv 1804.00891). For 2 ≤ m ≤ 1000 and κ ≤ 10⁵, computed in f64; κ = 0 is the uniform distribution.
/// </summary>
public sealed class VonMisesFisher : Distribution, IReparameterised, IHasMean, IHasVariance, IHasEntropy
{
    private readonly SphereCorrection correction;
    private readonly Concentrations functions;

    /// <param name="mu">μ of length 1 (not checked: a check would read the device), <c>[batch…, m]</c>.</param>
    /// <param name="concentration">κ ≥ 0, <c>[batch…]</c>; the batch axes broadcast.</param>
    /// <param name="correction">How draws carry the gradient of κ. That of μ is exact.</param>
    /// <param name="eventAxes">How many of the last axes form one event: 1, or more for several points.</param>
    /// <exception cref="ArgumentException">μ has fewer than 2 coordinates.</exception>
    public VonMisesFisher(Tensor mu, Tensor concentration, SphereCorrection correction = SphereCorrection.Implicit, int eventAxes = 1)
        : base(Sphere.Shape(mu, concentration), eventAxes, mu.DType, mu.Device) =>
        (Mu, Concentration, this.correction, functions) = (mu, concentration, correction, new(mu.Size(-1)));

    /// <summary>μ, as given.</summary>
    public Tensor Mu { get; }

    /// <summary>κ, as given.</summary>
    public Tensor Concentration { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Sphere;

    /// <summary>μ, the likeliest point. The mean A(κ) μ lies inside the ball and is none.</summary>
    /// <inheritdoc/>
    public override Tensor? Location() => Stretch(Mu);

    /// <summary>A(κ), the length of the mean and the mean of μᵀz, in [0, 1), <c>[batch…]</c>.</summary>
    public Tensor MeanLength() => functions.MeanLength(Concentration).To(DType);

    /// <summary>A(κ) μ.</summary>
    /// <inheritdoc/>
    public Tensor Mean() => Stretch(MeanLength().Unsqueeze(-1) * Mu);

    /// <summary>(A/κ) (1 − μ²) + A′ μ², A′ = 1 − A² − (m − 1) A/κ.</summary>
    /// <inheritdoc/>
    public Tensor Variance()
    {
        Tensor kappa = Numerics.Wide(Concentration).ClampMin(1e-8), length = functions.MeanLength(kappa), across = length / kappa;
        var square = Numerics.Wide(Mu).Square();
        var along = 1 - length.Square() - across * (Shape[^1] - 1.0);
        return Stretch((across.Unsqueeze(-1) * (1 - square) + along.Unsqueeze(-1) * square).To(DType));
    }

    /// <summary>log |S| − κ A(κ) + log Λ(κ), in terms of the divergence from the uniform distribution.</summary>
    /// <inheritdoc/>
    public Tensor Entropy() => Whole(Sphere.LogArea(Shape[^1]) - functions.DivergenceFromUniform(Concentration)).To(DType);

    /// <summary>κ μᵀx − log Λ(κ) − log |S|, summed in f64.</summary>
    /// <param name="x">Of length 1, which is not checked.</param>
    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        CheckEvent(x);
        return Round(LogDensity((Numerics.Wide(x) * Numerics.Wide(Mu)).Sum([-1])), x);
    }

    /// <inheritdoc/>
    public override Drawn Draw(NoiseStream noise, params ReadOnlySpan<long> sampleShape)
    {
        Tensor kappa, root, distance;
        using (Gradients.Off())
        {
            kappa = Numerics.Wide(Concentration.Detach()).Expand([.. sampleShape, .. Shape[..^1]]).Contiguous();
            distance = new WoodProposals(Shape[^1]).Draw(kappa.Flatten(), noise).View(kappa.Shape);
            root = (distance * (2 - distance)).Sqrt();
        }
        Tensor along = 1 - distance, aside = root;
        var differentiable = Gradients.Enabled && Concentration.RequiresGrad;
        if (differentiable)
        {
            // Zero in value: h (κ − sg κ), of which w moves (1 − w²) times as far and √(1 − w²) back by w √(1 − w²).
            var shift = Slope(kappa, distance) * (Numerics.Wide(Concentration) - Numerics.Wide(Concentration.Detach()));
            (along, aside) = (along + root.Square() * shift, root - along * root * shift);
        }
        var z = Sphere.Around(Stretch(Mu), along.To(DType), aside.To(DType), noise);
        return new(z, this, null)
        {
            Density = () => Round(LogDensity(along), z),
            Correction = differentiable && correction == SphereCorrection.Score && Shape[^1] != 3 ? () => SumPoints(ScoreOfNoise(kappa, 1 - distance)).To(DType) : null,
        };
    }

    /// <summary>KL from the uniform distribution, <c>[batch…]</c>, nats.</summary>
    internal Tensor DivergenceFromUniform() => Whole(functions.DivergenceFromUniform(Concentration)).To(DType);

    private Tensor LogDensity(Tensor cosine)
    {
        var kappa = Numerics.Wide(Concentration);
        return SumPoints(kappa * cosine - functions.LogMeanExp(kappa) - Sphere.LogArea(Shape[^1]));
    }

    private Tensor SumPoints(Tensor points) => Shapes.SumLast(points, EventAxes - 1);

    /// <summary>What depends on κ alone has not the shape of μ.</summary>
    private Tensor Whole(Tensor points) => SumPoints(points.Expand(Shape[..^1]));

    /// <summary>(∂w/∂κ) / (1 − w²): at the quantile of w, or at its proposal 1/√(4κ² + (m−1)²). With m = 3 nothing is rejected, and the two are one.</summary>
    private Tensor Slope(Tensor kappa, Tensor distance)
    {
        using var off = Gradients.Off();
        if (correction != SphereCorrection.Implicit && Shape[^1] != 3) return ProposalSlope(kappa);
        var path = new QuantilePath(Shape[^1]);
        double[] concentrations = kappa.ToArray<double>(), distances = distance.ToArray<double>(), lengths = functions.MeanLength(kappa).ToArray<double>();
        for (var k = 0; k < distances.Length; k++) distances[k] = path.Slope(concentrations[k], distances[k], lengths[k]);
        return Tensor.From(distances).Reshape(kappa.Shape).To(kappa.Device, DType.F64);
    }

    private Tensor ProposalSlope(Tensor kappa) => (kappa.Square() * 4 + (Shape[^1] - 1.0) * (Shape[^1] - 1.0)).Rsqrt();

    /// <summary>d/dκ of log g(w)/|∂ε/∂w| at a fixed proposal ε, as the gradient of a zero: w − A + h (κ (1 − w²) − (m − 1) w), which has the mean 0.</summary>
    private Tensor ScoreOfNoise(Tensor kappa, Tensor along)
    {
        Tensor score;
        using (Gradients.Off())
            score = along - functions.MeanLength(kappa) + ProposalSlope(kappa) * (kappa * (1 - along.Square()) - along * (Shape[^1] - 1.0));
        return score * (Numerics.Wide(Concentration) - Numerics.Wide(Concentration.Detach()));
    }

    /// <inheritdoc/>
    public override bool HasIndependentElements => false;

    /// <summary>Refused: together they have the length 1.</summary>
    /// <inheritdoc/>
    public override Distribution Elements() => throw new NotSupportedException($"the elements of {this} depend on one another: together they have the length 1");

    /// <inheritdoc/>
    public override Distribution Detached() => new VonMisesFisher(Mu.Detach(), Concentration.Detach(), correction, EventAxes);
}
