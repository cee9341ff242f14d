using Elbo.Torch.Interop;

namespace Elbo.Torch.Fused;

/// <summary>
/// Rows turned and scaled as the least rotation turns q into z: λ Rᵀ g with λ = ‖q‖/‖z‖ and R = I − 2 r rᵀ + 2 q̂ ẑᵀ, r = (ẑ + q̂)/‖ẑ + q̂‖
/// (Fifty et al. 2024, arXiv 2410.06424, eq. 4). Where one of both is 0 or they are opposite, no such rotation is defined and g is copied.
/// </summary>
public static unsafe class TurnedRows
{
    // Squared length of ẑ + q̂ below which rounding decides the direction of r.
    private const double Opposite = 1e-4;

    /// <param name="z">[N, D].</param>
    /// <param name="q">[N, D].</param>
    /// <param name="g">[N, D].</param>
    /// <returns>[N, D], not recorded by the kernel.</returns>
    public static Tensor Of(Tensor z, Tensor q, Tensor g)
    {
        if (!FusedPath.Takes(z, q, g) || z.Rank != 2 || !z.Shape.SequenceEqual(q.Shape) || !z.Shape.SequenceEqual(g.Shape)) return Plain(z, q, g);
        var turned = Tensor.Empty(z.Shape);
        Native.elbo_turn_rows((float*)z.Data(), (float*)q.Data(), (float*)g.Data(), (float*)turned.Data(), z.Size(0), z.Size(1));
        return turned;
    }

    // λ (g − 2 s (s·g)/‖s‖² + 2 ẑ (q̂·g)) with s = ẑ + q̂, as one sum of g, z and q.
    private static Tensor Plain(Tensor z, Tensor q, Tensor g)
    {
        Tensor zNorm = z.LinalgVectorNorm(2, [-1], keepdim: true), qNorm = q.LinalgVectorNorm(2, [-1], keepdim: true);
        Tensor alongZ = Dot(z, g) / zNorm, alongQ = Dot(q, g) / qNorm;
        var square = Dot(z, q) / (zNorm * qNorm) * 2 + 2;
        var reflected = (alongZ + alongQ) / square * -2;
        var scale = qNorm / zNorm;
        var turned = g * scale + z * ((alongQ * 2 + reflected) / zNorm * scale) + q * (reflected / zNorm);
        // Not a number in each of the undefined cases, and then the comparison fails.
        return square.Gt(Opposite).Where(turned, g);
    }

    private static Tensor Dot(Tensor a, Tensor b) => (a * b).Sum([-1], keepdim: true);
}
