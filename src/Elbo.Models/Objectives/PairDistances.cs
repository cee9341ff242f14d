using Elbo.Torch;

namespace Elbo.Models.Objectives;

/// <summary>‖x_i − y_j‖² of all pairs, for kernels.</summary>
internal static class PairDistances
{
    /// <summary>[n, m] of x [n, Z] and y [m, Z], differentiable and at least 0: through a matrix product, as differences [n, m, Z] would be Z times the memory.</summary>
    public static Tensor Squared(Tensor x, Tensor y) => (x.Square().Sum([-1]).Unsqueeze(1) + y.Square().Sum([-1]) - x.Matmul(y.Transpose(0, 1)) * 2).ClampMin(0);
}
