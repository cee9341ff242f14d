using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Models.Zoo.Vimco;

/// <summary>N independent codes, each of K values equally likely: I64 [N].</summary>
/// <param name="count">N.</param>
/// <param name="levels">K.</param>
internal sealed class UniformCodes(long count, int levels, Device device) : Distribution([count], 1, DType.I64, device)
{
    public override Support Support => Support.Categories(levels);

    /// <inheritdoc/>
    public override bool HasIndependentElements => false;

    /// <summary>−N log K.</summary>
    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        CheckEvent(x);
        return Tensor.Full(x.Shape[..^EventAxes], -count * Math.Log(levels), DType.F32, Device);
    }

    /// <inheritdoc/>
    public override Drawn Draw(NoiseStream noise, params ReadOnlySpan<long> sampleShape) =>
        new((noise.Uniform(DrawShape(sampleShape), Device) * levels).To(DType.I64), this, null);

    /// <inheritdoc/>
    public override Distribution Detached() => this;

    /// <inheritdoc/>
    public override Distribution Elements() => throw new NotSupportedException("a uniform distribution of codes is not asked by element");

    /// <summary>Null: a code has no mean.</summary>
    public override Tensor? Location() => null;
}
