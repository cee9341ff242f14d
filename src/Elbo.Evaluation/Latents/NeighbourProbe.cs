using Elbo.Data;
using Elbo.Evaluation.Likelihood;
using Elbo.Models;
using Elbo.Torch;

namespace Elbo.Evaluation.Latents;

/// <summary>
/// What codes tell about a factor that they were learned without, when few examples are labelled (M1 of Kingma et al. 2014; Davidson et al. 2018, arXiv 1804.00891, Table 2): the
/// label that most of the nearest codes of known examples have. Between directions the nearest by distance are those at the smallest angle.
/// </summary>
public static class NeighbourProbe
{
    /// <summary>Neighbours that vote.</summary>
    public const int Usual = 5;

    /// <summary>Draws of the known examples.</summary>
    public const int UsualRepeats = 10;

    private const int BatchSize = 500;

    /// <summary>Part of the examples of a split whose label is guessed, with the standard error over draws of the known ones: for each factor and each number of known examples.</summary>
    /// <param name="factors">Places in <see cref="DatasetInfo.Factors"/>.</param>
    /// <param name="sizes">How many training examples are labelled, drawn at random. Of the training split itself they are not asked about.</param>
    /// <param name="neighbours">How many vote; of a tie the label of the nearest wins.</param>
    /// <param name="repeats">How often they are drawn anew, 2 or more.</param>
    /// <param name="limit">Only the first so many examples of the split.</param>
    /// <param name="progress">Receives the draws that are done, of <paramref name="repeats"/> for each size.</param>
    /// <exception cref="ArgumentException">No example is left to ask about.</exception>
    public static IReadOnlyList<(int Factor, int Known, Estimate Accuracy)> Measure(IEncoder encoder, IDataset data, IReadOnlyList<int> factors, Split split, IReadOnlyList<int> sizes,
        int neighbours = Usual, int repeats = UsualRepeats, int limit = int.MaxValue, Action<long>? progress = null, CancellationToken cancel = default)
    {
        using var off = Gradients.Off();
        using var scope = TensorScope.Enter();
        var count = Math.Min(limit, data.Count(split));
        var (queries, labels) = Encode(encoder, data, split, [.. Enumerable.Range(0, count).Select(k => (long)k)], factors, cancel);
        var accuracies = sizes.Select(_ => factors.Select(_ => new List<double>()).ToList()).ToList();
        var done = 0;
        for (var s = 0; s < sizes.Count; s++)
        {
            for (var repeat = 0; repeat < repeats; repeat++)
            {
                using var inner = TensorScope.Enter();
                var drawn = ExampleDraw.Of(sizes[s], data.Count(Split.Train), (ulong)repeat + 1);
                var (known, votes) = Encode(encoder, data, Split.Train, drawn, factors, cancel);
                // An example whose label is known has no vote on itself.
                int[] asked = [.. Enumerable.Range(0, count).Except(split == Split.Train ? drawn.Select(k => (int)k) : [])];
                if (asked.Length == 0) throw new ArgumentException("no example is left whose label could be guessed", nameof(sizes));
                var codes = asked.Length == count ? queries : queries.IndexSelect(0, Tensor.From([.. asked.Select(k => (long)k)]));
                for (var f = 0; f < factors.Count; f++)
                    accuracies[s][f].Add(Accuracy(codes, [.. asked.Select(k => labels[f][k])], known, votes[f], neighbours, cancel));
                progress?.Invoke(++done);
            }
        }

        return [.. factors.SelectMany((factor, f) => sizes.Select((known, s) => (factor, known, Estimate.Of(accuracies[s][f]))))];
    }

    /// <summary>Codes [N, Z] of examples, and of each factor their labels.</summary>
    private static (Tensor Codes, long[][] Labels) Encode(IEncoder encoder, IDataset data, Split split, long[] examples, IReadOnlyList<int> factors, CancellationToken cancel)
    {
        List<Tensor> codes = [];
        var labels = factors.Select(_ => new List<long>()).ToArray();
        foreach (var some in examples.Chunk(BatchSize))
        {
            cancel.ThrowIfCancellationRequested();
            using var inner = TensorScope.Enter();
            var batch = data.Draw(split, some);
            codes.Add(inner.Keep(encoder.Encode(batch)));
            for (var f = 0; f < factors.Count; f++) labels[f].AddRange(batch.Factors!.Select(1, factors[f]).ToArray<long>());
        }

        return (Ops.Cat([.. codes]), [.. labels.Select(l => l.ToArray())]);
    }

    /// <summary>Part of the queries whose label most of the nearest known codes have.</summary>
    /// <param name="queries">[N, Z].</param>
    /// <param name="labels">Of the N queries.</param>
    /// <param name="known">[M, Z].</param>
    /// <param name="votes">Labels of the M known codes.</param>
    public static double Accuracy(Tensor queries, IReadOnlyList<long> labels, Tensor known, long[] votes, int neighbours, CancellationToken cancel = default) =>
        Guess(queries, known, votes, neighbours, cancel).Where((guess, row) => guess == labels[row]).Count() / (double)labels.Count;

    /// <summary>The label that most of the nearest known codes have, of each query; of a tie that of the nearest.</summary>
    /// <param name="queries">[N, Z].</param>
    /// <param name="known">[M, Z].</param>
    /// <param name="votes">Labels of the M known codes.</param>
    public static IEnumerable<long> Guess(Tensor queries, Tensor known, long[] votes, int neighbours, CancellationToken cancel = default) =>
        NearestCodes.Of(queries, known, neighbours, same: false, cancel).Select(near => Elected(near, votes));

    // Neighbours come nearest first, and a group keeps the place of its first.
    private static long Elected(IReadOnlyList<(int Row, double Distance)> near, long[] votes) => near.GroupBy(n => votes[n.Row]).MaxBy(g => g.Count())!.Key;
}
