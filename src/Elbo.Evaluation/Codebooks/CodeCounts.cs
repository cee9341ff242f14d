using Elbo.Evaluation.Likelihood;

namespace Elbo.Evaluation.Codebooks;

/// <summary>How often each code goes with each label, and what label it therefore stands for.</summary>
/// <remarks>Nothing depends on the codes' numbers: another numbering of the same codes gives the same.</remarks>
public sealed class CodeCounts
{
    private readonly long[][,] counts;
    private readonly long[] places;

    /// <param name="groups">G, codes of a place; each has a table of its own.</param>
    /// <param name="codes">K.</param>
    /// <param name="labels">Values of the factor.</param>
    public CodeCounts(int groups, int codes, int labels)
    {
        counts = [.. Enumerable.Range(0, groups).Select(_ => new long[codes, labels])];
        places = new long[labels];
    }

    private int Labels => places.Length;

    /// <summary>The most frequent label; of equally frequent ones the first.</summary>
    public int Majority => First(places);

    /// <summary>Counts the codes of one example.</summary>
    /// <param name="codes">Place by place, G each.</param>
    public void Add(ReadOnlySpan<long> codes, long label)
    {
        for (var i = 0; i < codes.Length; i++) counts[i % counts.Length][codes[i], label]++;
        places[label] += codes.Length;
    }

    /// <summary>The label a code went with most often; <see cref="Majority"/> for one that was never counted.</summary>
    public int LabelOf(int group, long code)
    {
        var row = new long[Labels];
        for (var l = 0; l < Labels; l++) row[l] = counts[group][code, l];
        return row.All(n => n == 0) ? Majority : First(row);
    }

    /// <summary>How many of an example's codes stand for its label.</summary>
    /// <inheritdoc cref="Add" path="/param"/>
    public int Correct(ReadOnlySpan<long> codes, long label)
    {
        var correct = 0;
        for (var i = 0; i < codes.Length; i++) correct += LabelOf(i % counts.Length, codes[i]) == label ? 1 : 0;
        return correct;
    }

    /// <summary>
    /// The most probable label of a whole example if codes were independent given it (naive Bayes): argmax log p(l) + Σ log p(c | l), with one added to
    /// every count of a code.
    /// </summary>
    /// <param name="examples">Training examples of each label.</param>
    /// <inheritdoc cref="Add" path="/param"/>
    public int LabelOfAll(ReadOnlySpan<long> codes, IReadOnlyList<long> examples)
    {
        var (best, bestScore) = (0, double.NegativeInfinity);
        for (var l = 0; l < Labels; l++)
        {
            if (examples[l] == 0) continue;
            var score = Math.Log(examples[l]);
            var all = Math.Log(((double)places[l] / counts.Length) + counts[0].GetLength(0));
            for (var i = 0; i < codes.Length; i++) score += Math.Log(counts[i % counts.Length][codes[i], l] + 1.0) - all;
            if (score > bestScore) (best, bestScore) = (l, score);
        }

        return best;
    }

    /// <summary>
    /// Σ correct / Σ codes, with the standard error of a ratio over examples: the codes of one example are no independent draws.
    /// </summary>
    internal static Estimate Ratio(IReadOnlyList<(int Correct, int Codes)> examples)
    {
        double total = examples.Sum(e => (long)e.Codes);
        var ratio = examples.Sum(e => (long)e.Correct) / total;
        var squares = examples.Sum(e => Math.Pow(e.Correct - (ratio * e.Codes), 2));
        return new(ratio, examples.Count < 2 ? double.NaN : Math.Sqrt(squares * examples.Count / (examples.Count - 1)) / total);
    }

    private static int First(ReadOnlySpan<long> row)
    {
        var best = 0;
        for (var l = 1; l < row.Length; l++)
            if (row[l] > row[best]) best = l;
        return best;
    }
}
