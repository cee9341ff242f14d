using Elbo.Torch;

namespace Elbo.Probability.Flows;

/// <summary>
/// z = u + ŵ tanh(aᵀu + b) (Rezende &amp; Mohamed 2015, arXiv 1505.05770, eq. 10), ŵ being w moved along a so that aᵀŵ ≥ −1, without which there is no
/// inverse (appendix A.1). The inverse is found along a by halving an interval.
/// </summary>
/// <param name="w">[batch…, D].</param>
/// <param name="a">[batch…, D], not 0.</param>
/// <param name="b">[batch…, 1].</param>
public sealed class PlanarBijector(Tensor w, Tensor a, Tensor b) : Bijector
{
    /// <inheritdoc/>
    public override Moved Forward(Tensor u)
    {
        var (direction, along) = Direction();
        var h = (Dot(a, u) + b).Tanh();
        return new(u + direction * h, LogDet(along, h));
    }

    /// <inheritdoc/>
    public override Moved Inverse(Tensor z)
    {
        var (direction, along) = Direction();
        // aᵀz = t + (aᵀŵ) tanh(t + b) with t = aᵀu, of which tanh moves at most |aᵀŵ|.
        var target = Dot(a, z);
        var reach = along.Abs() + 1;
        var t = ScalarRoot.Of(x => x + along * (x + b).Tanh() - target, x => 1 + along * (1 - (x + b).Tanh().Square()), target - reach, target + reach);
        var h = (t + b).Tanh();
        return new(z - direction * h, LogDet(along, h));
    }

    /// <inheritdoc/>
    public override Bijector Detached() => new PlanarBijector(w.Detach(), a.Detach(), b.Detach());

    private static Tensor LogDet(Tensor along, Tensor h) => (1 + along * (1 - h.Square())).Log().Squeeze(-1);

    private static Tensor Dot(Tensor x, Tensor y) => (x * y).Sum([-1], keepdim: true);

    // ŵ and aᵀŵ = −1 + softplus(aᵀw + log(e − 1)) > −1: nothing is moved where w is 0.
    private (Tensor Direction, Tensor Along) Direction()
    {
        var dot = Dot(a, w);
        var along = (dot + Numerics.LogEMinusOne).Softplus() - 1;
        return (w + a * ((along - dot) / Dot(a, a)), along);
    }
}
