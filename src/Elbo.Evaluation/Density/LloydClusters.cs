using Elbo.Torch;

namespace Elbo.Evaluation.Density;

/// <summary>k-means by Lloyd's algorithm, begun at k different points drawn at random.</summary>
public static class LloydClusters
{
    /// <summary>The centroids [k, D], owned by the current scope. A cluster that loses all its points goes on at a point drawn at random.</summary>
    /// <param name="x">[N, D].</param>
    /// <param name="k">1 to N.</param>
    /// <param name="iterations">How often points are assigned and centroids moved.</param>
    public static Tensor Of(Tensor x, int k, int iterations, NoiseStream noise, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(k, x.Size(0));
        using var off = Gradients.Off();
        var centroids = x.IndexSelect(0, RandomRows(x.Size(0), k, noise));
        for (var i = 0; i < iterations; i++)
        {
            using var scope = TensorScope.Enter();
            var nearest = SquaredDistances.Nearest(x, centroids, cancel);
            var counts = nearest.Bincount(null, k);
            var sums = Tensor.Zeros(centroids.Shape, x.DType).IndexAddInPlace(0, nearest, x);
            var moved = sums / counts.To(x.DType).ClampMin(1).Unsqueeze(1);
            var empty = counts.Eq(0).Nonzero().View([-1]);
            if (empty.Count > 0) moved.IndexCopyInPlace(0, empty, x.IndexSelect(0, RandomRows(x.Size(0), empty.Count, noise)));
            centroids.CopyInPlace(moved);
        }
        return centroids;
    }

    /// <summary><paramref name="count"/> different rows out of <paramref name="among"/>, I64.</summary>
    internal static Tensor RandomRows(long among, long count, NoiseStream noise) => noise.Uniform([among], dtype: DType.F64).Topk(count, 0).Indices;
}
