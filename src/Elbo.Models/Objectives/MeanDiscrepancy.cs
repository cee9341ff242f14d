using Elbo.Torch;

namespace Elbo.Models.Objectives;

/// <summary>A kernel k(a, b) in [0, 1] with k(a, a) = 1. The width C = 2 Z h² is the mean squared distance of two draws from N(0, h² I) in Z dimensions.</summary>
public enum DiscrepancyKernel
{
    /// <summary>C / (C + ‖a − b‖²): its heavy tail still pulls at codes that lie far out (Tolstikhin et al. 2018, arXiv 1711.01558, §4).</summary>
    InverseMultiquadratic,

    /// <summary>exp(−‖a − b‖² / C) (Zhao et al. 2019, arXiv 1706.02262).</summary>
    Rbf,
}

/// <summary>
/// The squared maximum mean discrepancy of two distributions from n draws of each, E k(a, a′) + E k(b, b′) − 2 E k(a, b), without a unit and in [−2/n, 2]: the
/// unbiased estimate, which averages 0 where both are the same and is then below 0 about as often as above (Gretton et al. 2012, eq. 3).
/// </summary>
public static class MeanDiscrepancy
{
    /// <summary>What each draw contributes [n], differentiable; the estimate is the mean. Zeros for n = 1, from which nothing can be estimated.</summary>
    /// <param name="a">[n, Z].</param>
    /// <param name="b">[n, Z].</param>
    /// <param name="bandwidth">h &gt; 0.</param>
    public static Tensor Contributions(Tensor a, Tensor b, DiscrepancyKernel kernel, double bandwidth)
    {
        var n = a.Size(0);
        if (n == 1) return Tensor.Zeros([1], a.DType, a.Device);
        var width = 2 * a.Size(1) * bandwidth * bandwidth;
        var cross = Kernel(a, b);
        return (Others(Kernel(a, a)) + Others(Kernel(b, b))) / (n - 1) - (cross.Sum([1]) + cross.Sum([0])) / n;

        Tensor Kernel(Tensor x, Tensor y)
        {
            var distance = PairDistances.Squared(x, y);
            return kernel == DiscrepancyKernel.Rbf ? (distance / -width).Exp() : (distance / width + 1).Reciprocal();
        }
    }

    // Sums of rows without the diagonal.
    private static Tensor Others(Tensor kernel) => kernel.Sum([1]) - kernel.Diagonal();
}
