using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Models.Latents;

/// <summary>All probability at one value: the posterior of a deterministic encoder. The value carries whatever gradient it has.</summary>
/// <param name="value">[batch…, event…].</param>
/// <param name="eventAxes">How many of the last axes form one event.</param>
public sealed class PointMass(Tensor value, int eventAxes = 1) : Distribution(value.Shape, eventAxes, value.DType, value.Device)
{
    /// <summary>The value.</summary>
    public Tensor Value { get; } = value;

    /// <summary>Real numbers: which of them is not told.</summary>
    public override Support Support => Support.Real;

    /// <inheritdoc/>
    public override bool HasIndependentElements => true;

    /// <summary>The log-mass, 0 at the value and −∞ elsewhere.</summary>
    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        CheckEvent(x);
        using var off = Gradients.Off();
        var elsewhere = x.Ne(Value.To(x.DType)).To(DType.F32);
        return SumEvent(elsewhere).Gt(0.5).To(DType.F32).MaskedFill(SumEvent(elsewhere).Gt(0.5), double.NegativeInfinity);
    }

    /// <summary>The value, as a view.</summary>
    public override Drawn Draw(NoiseStream noise, params ReadOnlySpan<long> sampleShape) => new(Value.Expand(DrawShape(sampleShape)), this, null);

    /// <inheritdoc/>
    public override Distribution Detached() => new PointMass(Value.Detach(), EventAxes);

    /// <inheritdoc/>
    public override Distribution Elements() => new PointMass(Value, 0);

    /// <inheritdoc/>
    public override Tensor? Location() => Value;
}
