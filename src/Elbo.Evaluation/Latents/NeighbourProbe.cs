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

    /// <summary>Part of the examples of a split whose label is guessed, with the standard error over draws of the known ones.</summary>
    /// <param name="factor">A place in <see cref="DatasetInfo.Factors"/>.</param>
    /// <param name="known">How many training examples are labelled, drawn at random.</param>
    /// <param name="neighbours">How many vote; of a tie the label of the nearest wins.</param>
    /// <param name="repeats">How often they are drawn anew, 2 or more.</param>
    /// <param name="limit">Only the first so many examples of the split.</param>
    public static Estimate Measure(IEncoder encoder, IDataset data, int factor, Split split, int known, int neighbours = Usual, int repeats = UsualRepeats, int limit = int.MaxValue, CancellationToken cancel = default)
    {
        using var off = Gradients.Off();
        using var scope = TensorScope.Enter();
        List<Tensor> codes = [];
        List<long> labels = [];
        var batches = new OrderedBatches(data, split, BatchSize, limit);
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            using var inner = TensorScope.Enter();
            if (!batches.TryNext(out var batch)) break;
            codes.Add(inner.Keep(encoder.Encode(batch)));
            labels.AddRange(batch.Factors!.Select(1, factor).ToArray<long>());
        }

        var queries = Ops.Cat([.. codes]);
        List<double> accuracies = [];
        for (var repeat = 0; repeat < repeats; repeat++)
        {
            using var inner = TensorScope.Enter();
            var drawn = ExampleDraw.Of(known, data.Count(Split.Train), (ulong)repeat + 1);
            var chosen = data.Draw(Split.Train, drawn);
            var votes = chosen.Factors!.Select(1, factor).ToArray<long>();
            // An example whose label is known has no vote on itself.
            long[] asked = split == Split.Train ? [.. Enumerable.Range(0, labels.Count).Select(k => (long)k).Except(drawn)] : [];
            if (split == Split.Train && asked.Length == 0) throw new ArgumentOutOfRangeException(nameof(known), known, "no training example is left whose label could be guessed");
            accuracies.Add(split == Split.Train
                ? Accuracy(queries.IndexSelect(0, Tensor.From(asked)), [.. asked.Select(k => labels[(int)k])], encoder.Encode(chosen), votes, neighbours, cancel)
                : Accuracy(queries, labels, encoder.Encode(chosen), votes, neighbours, cancel));
        }
        return Estimate.Of(accuracies);
    }

    /// <summary>Part of the queries whose label most of the nearest known codes have.</summary>
    /// <param name="queries">[N, Z].</param>
    /// <param name="labels">Of the N queries.</param>
    /// <param name="known">[M, Z].</param>
    /// <param name="votes">Labels of the M known codes.</param>
    public static double Accuracy(Tensor queries, IReadOnlyList<long> labels, Tensor known, long[] votes, int neighbours, CancellationToken cancel = default) =>
        NearestCodes.Of(queries, known, neighbours, same: false, cancel).Where((near, row) => Elected(near, votes) == labels[row]).Count() / (double)labels.Count;

    // Neighbours come nearest first, and a group keeps the place of its first.
    private static long Elected(IReadOnlyList<(int Row, double Distance)> near, long[] votes) => near.GroupBy(n => votes[n.Row]).MaxBy(g => g.Count())!.Key;
}
