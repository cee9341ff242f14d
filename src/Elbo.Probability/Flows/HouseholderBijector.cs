using Elbo.Torch;

namespace Elbo.Probability.Flows;

/// <summary>A reflection z = u − 2 v (vᵀu)/|v|², which keeps volumes and is its own inverse (Tomczak &amp; Welling 2016, arXiv 1611.09630).</summary>
/// <param name="v">[batch…, D], not 0.</param>
public sealed class HouseholderBijector(Tensor v) : Bijector
{
    /// <inheritdoc/>
    public override Moved Forward(Tensor u) => new(u - v * ((v * u).Sum([-1], keepdim: true) * 2 / v.Square().Sum([-1], keepdim: true)), null);

    /// <inheritdoc/>
    public override Moved Inverse(Tensor z) => Forward(z);

    /// <inheritdoc/>
    public override Bijector Detached() => new HouseholderBijector(v.Detach());
}
