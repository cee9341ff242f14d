using Elbo.Torch;

namespace Elbo.Probability.Flows;

/// <summary>
/// The first half of the elements stays, the others become z = eˢ u + m with m and s that depend on the first half alone (Dinh et al. 2017,
/// arXiv 1605.08803, eq. 4): one pass of the network in either direction. log |det| = Σ s.
/// </summary>
/// <param name="network">From the first ⌊D/2⌋ elements to m and s of the others.</param>
public sealed class CouplingBijector(ConditionerNetwork network) : Bijector
{
    /// <inheritdoc/>
    public override Moved Forward(Tensor u)
    {
        var (kept, moved) = Halves(u);
        var (m, s) = network.Of(kept);
        return new(Ops.Cat([kept, m.Addcmul(moved, s!.Exp())], -1), s!.Sum([-1]));
    }

    /// <inheritdoc/>
    public override Moved Inverse(Tensor z)
    {
        var (kept, moved) = Halves(z);
        var (m, s) = network.Of(kept);
        return new(Ops.Cat([kept, (moved - m) * (-s!).Exp()], -1), s!.Sum([-1]));
    }

    /// <inheritdoc/>
    public override Bijector Detached() => new CouplingBijector(network.Detached());

    private static (Tensor Kept, Tensor Moved) Halves(Tensor x)
    {
        var half = x.Size(-1) / 2;
        return (x.Narrow(-1, 0, half), x.Narrow(-1, half, x.Size(-1) - half));
    }
}
