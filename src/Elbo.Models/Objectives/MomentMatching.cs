using Elbo.Torch;

namespace Elbo.Models.Objectives;

/// <summary>
/// The maximum mean discrepancy of two sets of examples under a sum of Gaussian kernels Σ_σ exp(−‖a − b‖²/2σ²), which look at differences of several sizes at
/// once (Li, Swersky and Zemel 2015, arXiv 1502.02761, eq. 3 and §5.1). Without a unit.
/// </summary>
public static class MomentMatching
{
    /// <summary>σ of 2, 5, 10, 20, 40 and 80, those of the paper for MNIST.</summary>
    public static IReadOnlyList<double> UsualBandwidths { get; } = [2, 5, 10, 20, 40, 80];

    /// <summary>
    /// Mean kernel within <paramref name="a"/>, within <paramref name="b"/> and across, [] each and differentiable. The squared discrepancy is
    /// within + within − 2 across: without the diagonals an unbiased estimate, with them one that is never negative.
    /// </summary>
    /// <param name="a">[n, D].</param>
    /// <param name="b">[n, D].</param>
    /// <param name="withDiagonal">Whether an example is compared with itself.</param>
    public static (Tensor WithinA, Tensor WithinB, Tensor Across) Means(Tensor a, Tensor b, IReadOnlyList<double> bandwidths, bool withDiagonal)
    {
        var n = a.Size(0);
        return (Within(a), Within(b), Kernel(a, b).Mean());

        Tensor Within(Tensor x)
        {
            var kernel = Kernel(x, x).Sum();
            // On the diagonal every kernel is 1.
            return withDiagonal ? kernel / (n * n) : (kernel - n * bandwidths.Count) / (n * (n - 1));
        }

        Tensor Kernel(Tensor x, Tensor y)
        {
            var distance = PairDistances.Squared(x, y);
            return bandwidths.Select(s => (distance * (-0.5 / (s * s))).Exp()).Aggregate((l, r) => l + r);
        }
    }

    /// <summary>The unbiased squared discrepancy [], 0 on average where both come from one distribution; 0 for n = 1.</summary>
    public static Tensor Unbiased(Tensor a, Tensor b, IReadOnlyList<double> bandwidths)
    {
        if (a.Size(0) == 1) return Tensor.Zeros([], a.DType, a.Device);
        var (withinA, withinB, across) = Means(a, b, bandwidths, withDiagonal: false);
        return withinA + withinB - across * 2;
    }
}
