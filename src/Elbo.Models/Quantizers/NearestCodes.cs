using Elbo.Torch;
using Elbo.Torch.Fused;

namespace Elbo.Models.Quantizers;

/// <summary>The nearest rows of a codebook, from one matrix product per chunk of vectors.</summary>
internal static class NearestCodes
{
    // 4 MB of distances at a time: large enough for the matrix product to run at full speed, small enough for the cache to keep them until the minimum is taken.
    private const long ScratchElements = 1 << 20;

    /// <summary>
    /// argmin_k ‖z − e_k‖², as ‖z‖² − 2 z·e_k + ‖e_k‖² without its first part, which is the same for all k; the lowest index among equals.
    /// </summary>
    /// <param name="z">[N, D].</param>
    /// <param name="codebook">[K, D].</param>
    /// <returns>[N], I64, not recorded.</returns>
    public static Tensor Of(Tensor z, Tensor codebook)
    {
        using var _ = Gradients.Off();
        var (count, codes) = (z.Size(0), codebook.Size(0));
        var result = Tensor.Empty([count], DType.I64, z.Device);
        using var scope = TensorScope.Enter();
        var squares = codebook.Square().Sum([-1]);
        var transposed = codebook.T();
        var rows = Math.Max(1, ScratchElements / codes);
        var scratch = Tensor.Empty([Math.Min(rows, count), codes], z.DType, z.Device);
        for (long start = 0; start < count; start += rows)
        {
            using var chunk = TensorScope.Enter();
            var length = Math.Min(rows, count - start);
            var products = z.Narrow(0, start, length).MmOut(transposed, scratch.Narrow(0, 0, length));
            LeastDistance.Into(result.Narrow(0, start, length), products, squares);
        }
        return result;
    }
}
