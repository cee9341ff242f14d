using Elbo.Torch;

namespace Elbo.Probability.Flows;

/// <summary>
/// z = u + β (u − c)/(α + |u − c|) (Rezende &amp; Mohamed 2015, arXiv 1505.05770, eq. 14), α = e^logα and β = α (softplus(b + log(e − 1)) − 1) > −α, so that there is an inverse
/// (appendix A.2) and 0 where b is, which is found along the radius by halving an interval.
/// </summary>
/// <param name="centre">c [batch…, D].</param>
/// <param name="logAlpha">[batch…, 1].</param>
/// <param name="b">[batch…, 1].</param>
public sealed class RadialBijector(Tensor centre, Tensor logAlpha, Tensor b) : Bijector
{
    /// <inheritdoc/>
    public override Moved Forward(Tensor u)
    {
        var (alpha, beta) = Shape();
        var from = u - centre;
        var radius = Length(from);
        return new(u + from * (beta / (alpha + radius)), LogDet(alpha, beta, radius, u.Size(-1)));
    }

    /// <inheritdoc/>
    public override Moved Inverse(Tensor z)
    {
        var (alpha, beta) = Shape();
        var from = z - centre;
        var reached = Length(from);
        // |z − c| = r (1 + β/(α + r)), and β > −α: r lies between the reached radius less and plus |β|.
        var r = ScalarRoot.Of(x => x * (1 + beta / (alpha + x)) - reached, x => 1 + alpha * beta / (alpha + x).Square(), reached.ZerosLike(), reached + beta.Abs() + alpha);
        return new(centre + from / (1 + beta / (alpha + r)), LogDet(alpha, beta, r, z.Size(-1)));
    }

    /// <inheritdoc/>
    public override Bijector Detached() => new RadialBijector(centre.Detach(), logAlpha.Detach(), b.Detach());

    // (D − 1) log(1 + β h) + log(1 + β h + β h′ r) with h = 1/(α + r); the second is 1 + α β h².
    private static Tensor LogDet(Tensor alpha, Tensor beta, Tensor radius, long size)
    {
        var h = 1 / (alpha + radius);
        return ((1 + beta * h).Log() * (size - 1.0) + (1 + alpha * beta * h.Square()).Log()).Squeeze(-1);
    }

    // The gradient of a length at 0 is none; a square that is not quite 0 has one.
    private static Tensor Length(Tensor x) => (x.Square().Sum([-1], keepdim: true) + 1e-30).Sqrt();

    private (Tensor Alpha, Tensor Beta) Shape()
    {
        var alpha = logAlpha.Exp();
        return (alpha, alpha * ((b + Numerics.LogEMinusOne).Softplus() - 1));
    }
}
