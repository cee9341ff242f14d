using Elbo.Torch;

namespace Elbo.Probability.Flows;

/// <summary>
/// z = L u with L lower triangular and 1 on its diagonal: the linear inverse autoregressive flow (Kingma et al. 2016, arXiv 1606.04934, §5.1). Of a diagonal
/// Gaussian with variances D it makes the Gaussian with covariance L D Lᵀ.
/// </summary>
/// <param name="lower">[batch…, D, D]; what stands on and above the diagonal is ignored.</param>
public sealed class UnitTriangularBijector(Tensor lower) : Bijector
{
    /// <inheritdoc/>
    public override Moved Forward(Tensor u) => new(u + lower.Tril(-1).Matmul(u.Unsqueeze(-1)).Squeeze(-1), null);

    /// <inheritdoc/>
    public override Moved Inverse(Tensor z)
    {
        var below = lower.Tril(-1);
        return new((below + Ops.Eye(below.Size(-1), below.DType, below.Device)).LinalgSolveTriangular(z.Unsqueeze(-1), upper: false, unitriangular: true).Squeeze(-1), null);
    }

    /// <inheritdoc/>
    public override Bijector Detached() => new UnitTriangularBijector(lower.Detach());
}
