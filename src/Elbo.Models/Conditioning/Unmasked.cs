using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Models.Conditioning;

/// <summary>A distribution of independent elements of which some are not asked about: a log-probability is that of the others.</summary>
/// <param name="of">Over all elements.</param>
/// <param name="counts">1 at elements that count and 0 at the others; broadcasts with <paramref name="of"/>.</param>
public sealed class Unmasked(Distribution of, Tensor counts) : Distribution(of.Shape, of.EventAxes, of.DType, of.Device)
{
    /// <inheritdoc/>
    public override Support Support => of.Support;

    /// <inheritdoc/>
    public override bool HasIndependentElements => of.HasIndependentElements;

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        CheckEvent(x);
        return SumEvent(of.Elements().LogProb(x) * counts);
    }

    /// <summary>Of all elements, those that are not asked about as well.</summary>
    /// <inheritdoc/>
    public override Drawn Draw(NoiseStream noise, params ReadOnlySpan<long> sampleShape) => new(of.Draw(noise, sampleShape).Value, this, null);

    /// <inheritdoc/>
    public override Distribution Detached() => new Unmasked(of.Detached(), counts);

    /// <inheritdoc/>
    public override Distribution Elements() => new Unmasked(of.Elements(), counts);

    /// <inheritdoc/>
    public override Tensor? Location() => of.Location();
}
