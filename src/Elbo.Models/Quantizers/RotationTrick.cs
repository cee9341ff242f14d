using Elbo.Torch;

namespace Elbo.Models.Quantizers;

/// <summary>
/// q written as λ R z, where λ = ‖q‖/‖z‖ and R = I − 2 r rᵀ + 2 q̂ ẑᵀ with r = (ẑ + q̂)/‖ẑ + q̂‖ turns z into the direction of q; λ and R count as constants.
/// The gradient keeps its angle to the vector and is scaled by λ (Fifty et al. 2024, arXiv 2410.06424, eq. 4). Where one vector is 0 or
/// they are opposite, no such rotation is defined and the gradient is copied.
/// </summary>
internal sealed class RotationTrick : CustomFunction
{
    // Squared length of ẑ + q̂ below which rounding decides the direction of r.
    private const double Opposite = 1e-4;

    // A megabyte per operand: the dozen passes over a chunk stay in the cache, and threads meet seldom.
    private const long ChunkElements = 1 << 18;

    private static readonly RotationTrick Instance = new();

    /// <param name="z">[…, D].</param>
    /// <param name="q">[…, D], a fresh tensor computed without recording; it is returned.</param>
    public static Tensor Apply(Tensor z, Tensor q)
    {
        Instance.Attach([z], [q], [z, q]);
        return q;
    }

    protected override void Backward(ReadOnlySpan<Tensor?> incoming, ReadOnlySpan<Tensor> saved, ReadOnlySpan<bool> needed, Span<Tensor?> gradients)
    {
        if (incoming[0] is not { } incomingRows) return;
        var size = saved[0].Size(-1);
        Tensor z = saved[0].Reshape([-1, size]), q = saved[1].Reshape([-1, size]), g = incomingRows.Reshape([-1, size]);
        var result = Tensor.Empty(z.Shape, z.DType, z.Device);
        var rows = Math.Max(1, ChunkElements / size);
        for (long start = 0; start < z.Size(0); start += rows)
        {
            using var scope = TensorScope.Enter();
            var length = Math.Min(rows, z.Size(0) - start);
            result.Narrow(0, start, length).CopyInPlace(Turned(z.Narrow(0, start, length), q.Narrow(0, start, length), g.Narrow(0, start, length)));
        }
        gradients[0] = result.View(saved[0].Shape);
    }

    // λ Rᵀ g = λ (g − 2 s (s·g)/‖s‖² + 2 ẑ (q̂·g)) with s = ẑ + q̂, as one sum of g, z and q.
    private static Tensor Turned(Tensor z, Tensor q, Tensor g)
    {
        Tensor zNorm = z.LinalgVectorNorm(2, [-1], keepdim: true), qNorm = q.LinalgVectorNorm(2, [-1], keepdim: true);
        Tensor alongZ = Dot(z, g) / zNorm, alongQ = Dot(q, g) / qNorm;
        var square = Dot(z, q) / (zNorm * qNorm) * 2 + 2;
        var reflected = (alongZ + alongQ) / square * -2;
        var scale = qNorm / zNorm;
        var turned = (g * scale).AddcmulInPlace(z, (alongQ * 2 + reflected) / zNorm * scale).AddcmulInPlace(q, reflected / zNorm);
        // Not a number in each of the undefined cases, and then the comparison fails.
        return square.Gt(Opposite).Where(turned, g);
    }

    private static Tensor Dot(Tensor a, Tensor b) => (a * b).Sum([-1], keepdim: true);
}
