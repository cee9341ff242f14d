using Elbo.Torch;

namespace Elbo.Evaluation.Density;

/// <summary>‖x − c‖² between many points and many centres, a block of rows at a time: one matrix product each, and never the whole matrix.</summary>
internal static class SquaredDistances
{
    // Values of one block, 64 MiB of f32.
    private const int BlockSize = 1 << 24;

    /// <summary>Hands out the distances of some rows of <paramref name="x"/> to all centres; the block lives until <paramref name="use"/> returns.</summary>
    /// <param name="x">[N, D].</param>
    /// <param name="centres">[S, D].</param>
    /// <param name="use">First row and the distances [n, S] from it on, at least 0.</param>
    public static void Each(Tensor x, Tensor centres, Action<long, Tensor> use, CancellationToken cancel)
    {
        using var off = Gradients.Off();
        using var outer = TensorScope.Enter();
        var turned = centres.Transpose(0, 1);
        var lengths = centres.Square().Sum([1]);
        var rows = Math.Max(1, BlockSize / centres.Size(0));
        for (long first = 0; first < x.Size(0); first += rows)
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = TensorScope.Enter();
            var part = x.Narrow(0, first, Math.Min(rows, x.Size(0) - first));
            // Rounding can make the difference of nearly equal lengths negative.
            use(first, (part.Square().Sum([1], keepdim: true) + lengths - part.Matmul(turned) * 2).ClampMin(0));
        }
    }

    /// <summary>The nearest centre of each point [N], I64.</summary>
    public static Tensor Nearest(Tensor x, Tensor centres, CancellationToken cancel)
    {
        var nearest = Tensor.Empty([x.Size(0)], DType.I64);
        Each(x, centres, (first, distances) => nearest.Narrow(0, first, distances.Size(0)).CopyInPlace(distances.Argmin(1)), cancel);
        return nearest;
    }
}
