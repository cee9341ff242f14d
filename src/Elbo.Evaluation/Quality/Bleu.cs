using Elbo.Evaluation.Likelihood;

namespace Elbo.Evaluation.Quality;

/// <summary>
/// BLEU of texts against one reference each (Papineni et al. 2002, ACL, §2.3): the geometric mean of the parts of runs of one to four words that are in the reference as well, over the whole corpus, times a penalty
/// for being shorter. In percent: 100 where all are the same, 0 where no run of four words is.
/// </summary>
public static class Bleu
{
    private const int Longest = 4, Resamples = 200;

    /// <summary>Of a corpus, with the standard error of a bootstrap over texts.</summary>
    /// <param name="made">Words of each text, by number.</param>
    /// <param name="references">What each is held against.</param>
    /// <param name="seed">Of the bootstrap.</param>
    public static Estimate Of(IReadOnlyList<long[]> made, IReadOnlyList<long[]> references, ulong seed)
    {
        if (made.Count != references.Count || made.Count == 0) throw new ArgumentException($"{made.Count} texts and {references.Count} references", nameof(references));
        Counts[] each = [.. made.Zip(references, Counts.Of)];
        var (whole, random) = (Score(each), new Random((int)(seed % int.MaxValue)));
        double[] drawn = [.. Enumerable.Range(0, Resamples).Select(_ => Score(Enumerable.Range(0, each.Length).Select(_ => each[random.Next(each.Length)])))];
        var mean = drawn.Average();
        return new(whole, each.Length == 1 ? double.NaN : Math.Sqrt(drawn.Sum(d => (d - mean) * (d - mean)) / (Resamples - 1)));
    }

    private static double Score(IEnumerable<Counts> texts)
    {
        var (matches, runs, made, wanted) = (new long[Longest], new long[Longest], 0L, 0L);
        foreach (var text in texts)
        {
            for (var n = 0; n < Longest; n++) (matches[n], runs[n]) = (matches[n] + text.Matches[n], runs[n] + text.Runs[n]);
            (made, wanted) = (made + text.Made, wanted + text.Wanted);
        }

        // A corpus without a run of four words has no precision of such runs.
        if (matches.Any(m => m == 0)) return 0;
        var penalty = made >= wanted ? 1 : Math.Exp(1 - (double)wanted / made);
        return 100 * penalty * Math.Exp(matches.Zip(runs, (m, r) => Math.Log((double)m / r)).Average());
    }

    /// <summary>Runs of words of a text, and how many of them its reference has as often.</summary>
    private sealed record Counts(long[] Matches, long[] Runs, int Made, int Wanted)
    {
        public static Counts Of(long[] made, long[] reference)
        {
            var (matches, runs) = (new long[Longest], new long[Longest]);
            for (var n = 1; n <= Longest; n++)
            {
                var wanted = RunsOf(reference, n).CountBy(r => r).ToDictionary();
                runs[n - 1] = Math.Max(0, made.Length - n + 1);
                matches[n - 1] = RunsOf(made, n).CountBy(r => r).Sum(r => Math.Min(r.Value, wanted.GetValueOrDefault(r.Key)));
            }

            return new(matches, runs, made.Length, reference.Length);
        }

        private static IEnumerable<string> RunsOf(long[] words, int n) => Enumerable.Range(0, Math.Max(0, words.Length - n + 1)).Select(t => string.Join(' ', words[t..(t + n)]));
    }
}
