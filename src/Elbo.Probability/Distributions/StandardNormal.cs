using Elbo.Torch;
using Elbo.Torch.Portable;

namespace Elbo.Probability;

/// <summary>N(0, I), the prior without parameters. It holds no tensor and can be kept.</summary>
public sealed class StandardNormal : IndependentDistribution, IReparameterised, IHasCdf, IHasMean, IHasVariance, IHasEntropy, IHasNumberCdf
{
    /// <param name="shape"><c>[batch…, event…]</c>; usually the event alone, which broadcasts over any batch.</param>
    /// <param name="eventAxes">How many of the last axes form one event; −1 for all.</param>
    public StandardNormal(ReadOnlySpan<long> shape, int eventAxes = -1, DType dtype = DType.F32, Device device = default)
        : base(shape, eventAxes == -1 ? shape.Length : eventAxes, dtype, device)
    {
    }

    /// <param name="size">Number of elements of the only event axis.</param>
    public StandardNormal(long size, DType dtype = DType.F32, Device device = default) : this([size], 1, dtype, device)
    {
    }

    /// <inheritdoc/>
    public override Support Support => Support.Real;

    /// <inheritdoc/>
    public override Tensor? Location() => Mean();

    /// <inheritdoc/>
    public Tensor Mean() => Tensor.Zeros(Shape, DType, Device);

    /// <inheritdoc/>
    public Tensor Variance() => Tensor.Ones(Shape, DType, Device);

    /// <inheritdoc/>
    public Tensor Entropy() => Tensor.Full(BatchShape, 0.5 * EventSize * (1 + Normal.LogTwoPi), DType, Device);

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        CheckEvent(x);
        return Whole(LogDensity(x, EventAxes, EventSize), BatchShape);
    }

    /// <summary>Φ(x).</summary>
    /// <inheritdoc/>
    public Tensor Cdf(Tensor x) => Whole(x.SpecialNdtr());

    /// <summary>Φ⁻¹(p).</summary>
    /// <inheritdoc/>
    public Tensor Quantile(Tensor p) => Whole(p.SpecialNdtri());

    /// <inheritdoc/>
    public override Drawn Draw(NoiseStream noise, params ReadOnlySpan<long> sampleShape)
    {
        var eps = noise.Normal(DrawShape(sampleShape), Device, DType);
        return new(eps, this, eps);
    }

    /// <summary>Null.</summary>
    int? IHasNumberCdf.Levels => null;

    /// <inheritdoc/>
    public NumberCdf Numbers() => new(checked((int)Shape.ToArray().Aggregate(1L, (product, size) => product * size)), static (_, x) => PortableMath.NormalCdf(x));

    private long EventSize
    {
        get
        {
            long size = 1;
            foreach (var axis in EventShape) size *= axis;
            return size;
        }
    }

    private Tensor Whole(Tensor elements) => Whole(elements, Shape);

    /// <summary>Broadcast with the shape, of which no parameter reminds.</summary>
    private static Tensor Whole(Tensor value, ReadOnlySpan<long> shape)
    {
        var whole = Shapes.Broadcast(value.Shape, shape);
        return value.Shape.SequenceEqual(whole) ? value : value.Expand(whole);
    }

    /// <summary>−½ Σ x² − ½ D log 2π.</summary>
    private static Tensor LogDensity(Tensor x, int eventAxes, long size) =>
        Shapes.SumLast(x.Square(), eventAxes) * -0.5 - 0.5 * size * Normal.LogTwoPi;

    /// <inheritdoc/>
    protected override Distribution With(Func<Tensor, Tensor> map, int eventAxes) => new StandardNormal(Shape, eventAxes, DType, Device);
}
