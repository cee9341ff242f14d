using Elbo.Torch;

namespace Elbo.Probability.Flows;

/// <summary>
/// A map taken backwards. Of an <see cref="AutoregressiveBijector"/> it is the masked autoregressive flow (Papamakarios et al. 2017, arXiv 1705.07057), whose
/// densities are computed in parallel and whose draws element by element.
/// </summary>
public sealed class InvertedBijector(Bijector inner) : Bijector(inner.EventAxes)
{
    /// <inheritdoc/>
    public override Moved Forward(Tensor u) => Negated(inner.Inverse(u));

    /// <inheritdoc/>
    public override Moved Inverse(Tensor z) => Negated(inner.Forward(z));

    /// <inheritdoc/>
    public override Bijector Detached() => new InvertedBijector(inner.Detached());

    private static Moved Negated(Moved moved) => moved with { LogDet = moved.LogDet is { } logDet ? -logDet : null, Elements = moved.Elements is { } elements ? -elements : null };
}
