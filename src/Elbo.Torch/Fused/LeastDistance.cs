using Elbo.Torch.Interop;

namespace Elbo.Torch.Fused;

/// <summary>Which code is nearest, from products of vectors and codes, in one pass over them.</summary>
public static unsafe class LeastDistance
{
    /// <summary>argmin_k ‖e_k‖² − 2 z·e_k, the lowest index among equals. Not recorded.</summary>
    /// <param name="products">[N, K], z·e_k.</param>
    /// <param name="squares">[K], ‖e_k‖².</param>
    /// <param name="result">[N], I64; overwritten.</param>
    public static void Into(Tensor result, Tensor products, Tensor squares)
    {
        if (FusedPath.Takes(products, squares) && result.IsContiguous && products.Rank == 2 && products.Size(1) == squares.Count) Native.elbo_least_distance((float*)products.Data(), (float*)squares.Data(), (long*)result.Data(), result.Count, squares.Count);
        else result.CopyInPlace(squares.Add(products, -2).Min(1).Indices);
    }
}
