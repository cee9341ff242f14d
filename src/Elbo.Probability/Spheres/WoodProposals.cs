using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>
/// Draws of w = μᵀz, whose density is proportional to e^(κ w) (1 − w²)^((m−3)/2), by rejection (Wood 1994; Ulrich 1984), in rounds over those that are left. A
/// proposal takes a symmetric beta variable ε, which is one coordinate of a uniform direction in m dimensions and as such known from two uniform numbers, so
/// that every draw is a function of the stream's seed and place.
/// </summary>
/// <param name="m">2 or more.</param>
internal sealed class WoodProposals(long m)
{
    /// <summary>1 − w in [0, 2], which keeps the digits of w near 1.</summary>
    /// <param name="kappa">κ ≥ 0, f64 [N].</param>
    public Tensor Draw(Tensor kappa, NoiseStream noise) => m == 3 ? Exact(kappa, noise) : Rejection(kappa, noise);

    /// <summary>−log(u + (1 − u) e^(−2κ)) / κ; 2(1 − u) for κ = 0.</summary>
    private static Tensor Exact(Tensor kappa, NoiseStream noise)
    {
        var rest = 1 - noise.Uniform(kappa.Shape, kappa.Device, DType.F64);
        var some = kappa.ClampMin(1e-12);
        // The logarithm of 1 − (1 − u)(1 − e^(−2κ)).
        return (-(rest * -(some * -2).Expm1())).Log1p() / -some;
    }

    private Tensor Rejection(Tensor kappa, NoiseStream noise)
    {
        var n = (double)(m - 1);
        var draws = Tensor.Empty(kappa.Shape, DType.F64, kappa.Device);
        Tensor? left = null;
        while (left is null || left.Count > 0)
        {
            var k = left is null ? kappa : kappa.IndexSelect(0, left);
            var root = (k.Square() * 4 + n * n).Sqrt();
            var b = (root + k * 2).Reciprocal() * n;
            var u = noise.Uniform([3, k.Count], kappa.Device, DType.F64);
            // A coordinate of a uniform direction: the length of two of them, and the angle between.
            var angle = (u[1] * (2 * Math.PI)).Cos();
            var coordinate = m == 2 ? angle : (-(u[0].Log() * (2 / (n - 1))).Expm1()).Sqrt() * angle;
            var bottom = (1 - coordinate) * 0.5;
            var top = b * ((coordinate + 1) * 0.5);
            var distance = top * 2 / (bottom + top);
            // n log t − t + d with t = 2ab/(1 − (1 − b) ε), 4a = n + 2κ + c and d = 4ab/(1 + b) − n log n; n log t/n stays near 0 where both are large.
            var four = (k * 2 + root + n) * b;
            var t = four * 0.5 / (bottom + top);
            // A concentration that is no number is taken, not drawn for ever.
            var refused = ((t / n).Log() * n - t + four / (b + 1)).Lt(u[2].Log());
            if (left is null) draws.CopyInPlace(distance);
            else draws.IndexCopyInPlace(0, left, distance);
            var rejected = refused.Nonzero().Flatten();
            left = left is null ? rejected : left.IndexSelect(0, rejected);
        }
        return draws;
    }
}
