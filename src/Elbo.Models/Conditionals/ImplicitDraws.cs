using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Models.Conditionals;

/// <summary>
/// What a network makes of noise, z = f(ξ), ξ ~ N(0, I): it can be drawn from, differentiably, and has no density that anybody knows of a z. Where ξ has as many numbers as z, that of a draw is told by the ξ it was made
/// from, log N(ξ; 0, I) − log|det ∂f/∂ξ|, if f makes no z of two ξ.
/// </summary>
/// <param name="location">A point of it [B, Z], e.g. what is made of noise at its mean.</param>
/// <param name="noise">Draws ξ [sample…, B, Ξ] given the leading axes.</param>
/// <param name="map">f, to [sample…, B, Z].</param>
/// <param name="jacobian">∂f/∂ξ [sample…, B, Z, Z] without a gradient; null where it is not square.</param>
public sealed class ImplicitDraws(Tensor location, Func<NoiseStream, long[], Tensor> noise, Func<Tensor, Tensor> map, Func<Tensor, Tensor>? jacobian = null)
    : Distribution(location.Shape, 1, location.DType, location.Device), IReparameterised, IDensityOfNoise
{
    /// <summary>z = f(ξ).</summary>
    /// <param name="eps">ξ.</param>
    public Tensor Map(Tensor eps) => map(eps);

    /// <summary>Whether a draw tells its density.</summary>
    public bool IsSquare => jacobian is not null;

    /// <inheritdoc/>
    public override Support Support => Support.Real;

    /// <summary>False.</summary>
    public override bool HasIndependentElements => false;

    /// <summary>Refused: which ξ made x is not known.</summary>
    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x) => throw new NotSupportedException("what a network makes of noise has no known density");

    /// <summary>log N(ξ; 0, I) − log|det ∂f/∂ξ| [sample…, B] nats: the density of f(ξ) where f is invertible, and less than it where another ξ leads there too.</summary>
    /// <param name="eps">ξ.</param>
    /// <exception cref="NotSupportedException">Gradients are recorded: what would be learned from it is not in it.</exception>
    public Tensor LogProbOfNoise(Tensor eps)
    {
        if (Gradients.Enabled) throw new NotSupportedException("what a network makes of noise has no known density to learn by; that of a draw can be measured, with gradients off");
        return (eps.Square() + Math.Log(2 * Math.PI)).Sum([-1]) * -0.5 - Determinant(eps).Logabsdet;
    }

    /// <summary>Sign of det ∂f/∂ξ [sample…, B]: it changes where f folds, and an f that folds is not invertible.</summary>
    /// <param name="eps">ξ.</param>
    public Tensor Orientation(Tensor eps)
    {
        using var off = Gradients.Off();
        return Determinant(eps).Sign;
    }

    /// <inheritdoc/>
    public override Drawn Draw(NoiseStream stream, params ReadOnlySpan<long> sampleShape)
    {
        var eps = noise(stream, sampleShape.ToArray());
        return new(map(eps), this, IsSquare ? eps : null);
    }

    /// <inheritdoc/>
    public override Distribution Detached() => new ImplicitDraws(location.Detach(), noise, eps => map(eps).Detach(), jacobian);

    /// <summary>Refused: one network makes them all.</summary>
    /// <inheritdoc/>
    public override Distribution Elements() => throw new NotSupportedException("the elements of what a network makes of noise depend on one another");

    /// <inheritdoc/>
    public override Tensor? Location() => location;

    // In f64, as a determinant is a product of as many factors as z has numbers.
    private (Tensor Sign, Tensor Logabsdet) Determinant(Tensor eps) =>
        (jacobian ?? throw new NotSupportedException("noise of another size than the code tells no density"))(eps).To(DType.F64).LinalgSlogdet();
}
