using Elbo.Torch;

namespace Elbo.Probability.Flows;

/// <summary>The elements in reverse order, so that what saw the fewest of the others in one step sees the most in the next.</summary>
public sealed class Reversal : Bijector
{
    /// <inheritdoc/>
    public override Moved Forward(Tensor u) => new(u.Flip([-1]), null);

    /// <inheritdoc/>
    public override Moved Inverse(Tensor z) => new(z.Flip([-1]), null);

    /// <inheritdoc/>
    public override Bijector Detached() => this;
}
