using Elbo.Torch;

namespace Elbo.Evaluation.Latents;

/// <summary>The nearest codes of each of some codes, by looking at all of them: nothing is passed over.</summary>
public static class NearestCodes
{
    // Of one block of [n, M] distances: 8 million f64 values.
    private const int BlockSize = 1 << 23;

    /// <param name="queries">[N, Z].</param>
    /// <param name="among">[M, Z].</param>
    /// <param name="count">How many for each; fewer where there are no more.</param>
    /// <param name="same">Whether both are the same codes, of which none is its own neighbour.</param>
    /// <returns>For each query its neighbours by their row, the nearest first, with their Euclidean distance.</returns>
    /// <exception cref="ArgumentException">Codes of other sizes.</exception>
    public static IReadOnlyList<IReadOnlyList<(int Row, double Distance)>> Of(Tensor queries, Tensor among, int count, bool same, CancellationToken cancel = default)
    {
        if (queries.Rank != 2 || among.Rank != 2 || queries.Size(1) != among.Size(1)) throw new ArgumentException($"codes are {queries} and {among}, not [N, Z] and [M, Z]");
        using var off = Gradients.Off();
        using var outer = TensorScope.Enter();
        // A difference of squares in f32 has no digits left for what lies close.
        var (a, b) = (queries.To(DType.F64), among.To(DType.F64));
        int n = (int)a.Size(0), m = (int)b.Size(0), z = (int)a.Size(1);
        var (rows, columns) = (a.Contiguous().ToArray<double>(), b.Contiguous().ToArray<double>());
        var squares = b.Square().Sum([1]);
        // One more than asked for, as the first of all is the code itself.
        var taken = Math.Min(m, count + (same ? 1 : 0));
        var found = new List<IReadOnlyList<(int, double)>>(n);
        if (taken == 0) return [.. Enumerable.Repeat<IReadOnlyList<(int, double)>>([], n)];
        var block = Math.Max(1, BlockSize / Math.Max(1, m));
        for (var first = 0; first < n; first += block)
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = TensorScope.Enter();
            var part = a.Narrow(0, first, Math.Min(block, n - first));
            // Without |a|², which is the same for all neighbours of a code.
            var nearest = (squares - part.Matmul(b.Transpose(0, 1)) * 2).Topk(taken, 1, largest: false).Indices.ToArray<long>();
            for (var k = 0; k < part.Size(0); k++)
            {
                var row = first + k;
                found.Add([.. nearest.Skip(k * taken).Take(taken).Select(j => (Row: (int)j, Distance: Distance(row, (int)j))).Where(p => !same || p.Row != row)
                    .OrderBy(p => p.Distance).ThenBy(p => p.Row).Take(count)]);
            }
        }
        return found;

        double Distance(int i, int j)
        {
            double sum = 0;
            for (var d = 0; d < z; d++) sum += (rows[i * z + d] - columns[j * z + d]) * (rows[i * z + d] - columns[j * z + d]);
            return Math.Sqrt(sum);
        }
    }
}
