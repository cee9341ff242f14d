using Elbo.Torch;
using Elbo.Torch.Fused;

namespace Elbo.Models.Graphs;

/// <summary>
/// Σ_i Σ_j log(1 + exp(z_i·z_j)) over all ordered pairs of nodes, a node with itself included. The N × N logits are made in blocks of rows, of which what lies below the diagonal
/// is left out, and never held together; the gradient comes from the same pass. 19,717 nodes, whose logits would take 1.5 GB, need some 10 MB beside their codes.
/// </summary>
internal sealed class PairSoftplus : CustomFunction
{
    /// <summary>Logits held at once: 4 MB of f32, which stay in a cache from one pass over them to the next.</summary>
    private const long Block = 1 << 20;

    private static readonly PairSoftplus instance = new();

    /// <summary>The sum of each graph, [L].</summary>
    /// <param name="z">[L, N, Z].</param>
    public static Tensor Sum(Tensor z)
    {
        var (graphs, nodes, withSlope) = (z.Size(0), z.Size(1), Gradients.Enabled && z.RequiresGrad);
        var rows = Math.Max(1, Block / nodes);
        // Of 4·10⁸ terms f32 would lose the last four digits.
        var (sums, slope) = (Tensor.Zeros([graphs], DType.F64, z.Device), Tensor.Zeros(withSlope ? z.Shape : [0], z.DType, z.Device));
        for (var g = 0L; g < graphs; g++)
        {
            for (var first = 0L; first < nodes; first += rows)
            {
                using var scope = TensorScope.Enter();
                // Only these nodes and those after them.
                var codes = z[g].Detach().Narrow(0, first, nodes - first);
                if (withSlope) codes.RequireGrad();
                var sum = Rows(codes, Math.Min(rows, nodes - first));
                using var off = Gradients.Off();
                sums[g].AddInPlace(sum);
                if (withSlope) slope[g].Narrow(0, first, nodes - first).AddInPlace(Gradients.Of([sum], [codes])[0]);
            }
        }

        var result = sums.To(z.DType);
        instance.Attach([z], [result], [slope]);
        return result;
    }

    /// <summary>Of the first nodes among themselves, and twice of them with the others.</summary>
    private static Tensor Rows(Tensor codes, long count)
    {
        var (own, others) = (codes.Narrow(0, 0, count), codes.Narrow(0, count, codes.Size(0) - count));
        var sum = Softplus(own.Matmul(own.T()));
        return others.Size(0) == 0 ? sum : sum + Softplus(own.Matmul(others.T())) * 2;

        // The cost of zeros: its kernel has value and gradient from one exponential.
        static Tensor Softplus(Tensor logits) => -BernoulliLogits.LogProbRows(Tensor.Zeros([1, logits.Size(1)], logits.DType, logits.Device), logits.Unsqueeze(1)).Sum(DType.F64);
    }

    protected override void Backward(ReadOnlySpan<Tensor?> incoming, ReadOnlySpan<Tensor> saved, ReadOnlySpan<bool> needed, Span<Tensor?> gradients) =>
        gradients[0] = incoming[0] is { } cotangent ? saved[0] * cotangent.View([-1, 1, 1]) : null;
}
