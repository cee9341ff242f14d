using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>The uniform distribution over the directions of m dimensions, the unit sphere S^(m−1). It holds no tensor and can be kept.</summary>
public sealed class HypersphericalUniform : Distribution, IReparameterised, IHasMean, IHasVariance, IHasEntropy
{
    /// <param name="m">Coordinates of a point, one more than the sphere has dimensions: 2 or more.</param>
    /// <exception cref="ArgumentException">m is 1 or less.</exception>
    public HypersphericalUniform(long m, DType dtype = DType.F32, Device device = default) : this([m], 1, dtype, device)
    {
    }

    /// <param name="shape"><c>[batch…, event…]</c>, the last axis being m coordinates of one point: 2 or more.</param>
    /// <param name="eventAxes">How many of the last axes form one event: 1, or more for several points.</param>
    /// <exception cref="ArgumentException">m is 1 or less.</exception>
    public HypersphericalUniform(ReadOnlySpan<long> shape, int eventAxes, DType dtype = DType.F32, Device device = default) : base(shape, eventAxes, dtype, device)
    {
        if (shape[^1] < 2) throw new ArgumentException($"a sphere has points of 2 coordinates or more, not {shape[^1]}", nameof(shape));
    }

    /// <inheritdoc/>
    public override Support Support => Support.Sphere;

    /// <summary>Null: no direction is preferred, and the mean is no direction.</summary>
    /// <inheritdoc/>
    public override Tensor? Location() => null;

    /// <summary>0, the centre of the ball, which is no point of the sphere.</summary>
    /// <inheritdoc/>
    public Tensor Mean() => Tensor.Zeros(Shape, DType, Device);

    /// <summary>1/m.</summary>
    /// <inheritdoc/>
    public Tensor Variance() => Tensor.Full(Shape, 1.0 / Shape[^1], DType, Device);

    /// <summary>log of the sphere's area, for each point.</summary>
    /// <inheritdoc/>
    public Tensor Entropy() => Tensor.Full(BatchShape, EventLogArea, DType, Device);

    /// <summary>−log of the sphere's area, for each point.</summary>
    /// <param name="x">Of length 1, which is not checked.</param>
    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        CheckEvent(x);
        return Tensor.Full(LeadingShape(x), -EventLogArea, x.DType, x.Device);
    }

    private double EventLogArea
    {
        get
        {
            var points = 1L;
            foreach (var axis in EventShape[..^1]) points *= axis;
            return points * Sphere.LogArea(Shape[^1]);
        }
    }

    /// <summary>Normal draws over their length.</summary>
    /// <inheritdoc/>
    public override Drawn Draw(NoiseStream noise, params ReadOnlySpan<long> sampleShape) => new(Sphere.Uniform(noise, DrawShape(sampleShape), Device, DType), this, null);

    /// <inheritdoc/>
    public override bool HasIndependentElements => false;

    /// <summary>Refused: together they have the length 1.</summary>
    /// <inheritdoc/>
    public override Distribution Elements() => throw new NotSupportedException($"the elements of {this} depend on one another: together they have the length 1");

    /// <inheritdoc/>
    public override Distribution Detached() => this;
}
