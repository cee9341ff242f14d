using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Models.Conditionals;

/// <summary>What a network makes of noise: it can be drawn from, differentiably, and has no density that anybody knows.</summary>
/// <param name="location">A point of it [B, Z], e.g. what is made of noise at its mean.</param>
/// <param name="draw">Draws [sample…, B, Z] given the noise and the leading axes.</param>
public sealed class ImplicitDraws(Tensor location, Func<NoiseStream, long[], Tensor> draw) : Distribution(location.Shape, 1, location.DType, location.Device), IReparameterised
{
    /// <inheritdoc/>
    public override Support Support => Support.Real;

    /// <summary>False.</summary>
    public override bool HasIndependentElements => false;

    /// <summary>Refused.</summary>
    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x) => throw new NotSupportedException("what a network makes of noise has no known density");

    /// <inheritdoc/>
    public override Drawn Draw(NoiseStream noise, params ReadOnlySpan<long> sampleShape) => new(draw(noise, sampleShape.ToArray()), this, null);

    /// <inheritdoc/>
    public override Distribution Detached() => new ImplicitDraws(location.Detach(), (noise, leading) => draw(noise, leading).Detach());

    /// <summary>Refused: one network makes them all.</summary>
    /// <inheritdoc/>
    public override Distribution Elements() => throw new NotSupportedException("the elements of what a network makes of noise depend on one another");

    /// <inheritdoc/>
    public override Tensor? Location() => location;
}
