using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>
/// A probability distribution over tensors of shape <c>[batch…, event…]</c>: independent along the batch axes, one joint draw along the last
/// <see cref="EventAxes"/> axes, over which log-probabilities are summed (never averaged). It borrows its parameters' tensors, owns
/// nothing and is valid as long as they live; what it computes joins the scope of the caller.
/// </summary>
public abstract class Distribution
{
    private readonly long[] shape;

    /// <param name="shape">Batch and event sizes of one draw, after broadcasting the parameters.</param>
    /// <param name="eventAxes">How many of the last axes form one event, 0 … rank.</param>
    /// <param name="dtype">Element type of draws.</param>
    /// <param name="device">Where draws are made available.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="eventAxes"/> is negative or exceeds the rank.</exception>
    protected Distribution(ReadOnlySpan<long> shape, int eventAxes, DType dtype, Device device)
    {
        if (eventAxes < 0 || eventAxes > shape.Length)
            throw new ArgumentOutOfRangeException(nameof(eventAxes), $"eventAxes = {eventAxes} does not fit parameters of shape {Shapes.Text(shape)}; choose 0 to {shape.Length}");
        this.shape = shape.ToArray();
        (EventAxes, DType, Device) = (eventAxes, dtype, device);
    }

    /// <summary>How many of the last axes form one event; log-probabilities sum over them.</summary>
    public int EventAxes { get; }

    /// <summary>Sizes of one draw, <c>[batch…, event…]</c>.</summary>
    public ReadOnlySpan<long> Shape => shape;

    /// <summary>Sizes of the independent axes; the shape of a log-probability of one draw.</summary>
    public ReadOnlySpan<long> BatchShape => shape.AsSpan(..^EventAxes);

    /// <summary>Sizes of one event.</summary>
    public ReadOnlySpan<long> EventShape => shape.AsSpan(^EventAxes..);

    /// <summary>Element type of draws.</summary>
    public DType DType { get; }

    /// <summary>Where the parameters live and draws arrive.</summary>
    public Device Device { get; }

    /// <summary>The values that one element of a draw can take.</summary>
    public abstract Support Support { get; }

    /// <summary>Log-density, or log-mass where the support is discrete, of the events in <paramref name="x"/>.</summary>
    /// <param name="x"><c>[sample…, batch…, event…]</c>; the batch axes broadcast, the event axes must match.</param>
    /// <returns><c>[sample…, batch…]</c>, nats.</returns>
    /// <exception cref="ArgumentException">The last axes of <paramref name="x"/> are no event of this distribution.</exception>
    public abstract Tensor LogProb(Tensor x);

    /// <summary>
    /// Independent draws, <c>[sample…, batch…, event…]</c>, a function of seed and position of <paramref name="noise"/>. They are differentiable
    /// in the parameters where the family is <see cref="IReparameterised"/>; elsewhere no gradient flows.
    /// </summary>
    /// <param name="noise">Source of the draws; it moves on.</param>
    /// <param name="sampleShape">Leading axes; none gives one draw per batch element.</param>
    public abstract Drawn Draw(NoiseStream noise, params ReadOnlySpan<long> sampleShape);

    /// <summary>The same distribution, into whose parameters no gradient flows.</summary>
    public abstract Distribution Detached();

    /// <summary>Whether <see cref="Elements"/> can tell them apart.</summary>
    public abstract bool HasIndependentElements { get; }

    /// <summary>The same elements, each an event of its own (no event axes): for a divergence or a log-probability of every dimension.</summary>
    /// <exception cref="NotSupportedException">The elements depend on one another.</exception>
    public abstract Distribution Elements();

    /// <summary>A point estimate of a draw, <c>[batch…, event…]</c>: the mean where there is one, else the family's location; null where there is neither.</summary>
    public abstract Tensor? Location();

    /// <inheritdoc/>
    public override string ToString() => $"{GetType().Name}(batch {Shapes.Text(BatchShape)}, event {Shapes.Text(EventShape)})";

    /// <summary><c>[sample…, batch…, event…]</c> for given leading axes.</summary>
    protected long[] DrawShape(ReadOnlySpan<long> sampleShape) => [.. sampleShape, .. shape];

    /// <summary>The axes of values before those of an event and the batch's, broadcast to one another.</summary>
    /// <exception cref="ArgumentException">Two sizes differ and neither is 1.</exception>
    protected long[] LeadingShape(Tensor x) => Shapes.Broadcast(x.Shape[..^EventAxes], BatchShape);

    /// <summary>Sums an elementwise <c>[…, event…]</c> over the event axes.</summary>
    protected Tensor SumEvent(Tensor elements) => Shapes.SumLast(elements, EventAxes);

    /// <summary>What was computed from <paramref name="x"/> in f64, in the type that the distribution and x have together.</summary>
    private protected Tensor Round(Tensor value, Tensor x) => x.DType == DType.F64 || DType == DType.F64 ? value : value.To(DType);

    /// <summary>Stretches a broadcastable parameter to <see cref="Shape"/>, as a view.</summary>
    protected Tensor Stretch(Tensor parameter) => parameter.Shape.SequenceEqual(shape) ? parameter : parameter.Expand(shape);

    /// <summary>Refuses <paramref name="x"/> whose last axes are not exactly one event, which broadcasting would count several times or too few.</summary>
    protected void CheckEvent(Tensor x)
    {
        var given = x.Shape;
        if (given.Length >= EventAxes && given[^EventAxes..].SequenceEqual(EventShape)) return;
        throw new ArgumentException($"x {x} does not end in the event shape {Shapes.Text(EventShape)} of {this}", nameof(x));
    }
}
