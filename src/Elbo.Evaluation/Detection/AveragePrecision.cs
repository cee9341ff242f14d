using Elbo.Evaluation.Likelihood;
using Elbo.Torch;

namespace Elbo.Evaluation.Detection;

/// <summary>
/// Mean over the scores of what is looked for of the share of such scores among all that are as high: Σ (R_k − R_{k−1}) P_k over thresholds from high to low, with R the recall and P
/// the precision; equal scores are one threshold. 1 where all come first; by chance their share of the whole.
/// </summary>
public static class AveragePrecision
{
    // The standard deviation of so many is known to 1/√(2·400) = 4 %.
    private const int Resamples = 400;

    /// <summary>The average precision, in (0, 1].</summary>
    /// <param name="wanted">Scores of what is looked for, expected to be higher.</param>
    /// <param name="others">Scores of the rest.</param>
    /// <exception cref="ArgumentException">Nothing is looked for, or a score is NaN.</exception>
    public static double Of(IReadOnlyCollection<double> wanted, IReadOnlyCollection<double> others)
    {
        var (first, second, count) = Places(wanted, others);
        return Of(Counts(first, count), Counts(second, count), wanted.Count);
    }

    /// <summary>The same with its standard error by the bootstrap: both samples are drawn anew from themselves, each with its own size. NaN where one of them has one score.</summary>
    /// <param name="seed">Of these draws.</param>
    /// <exception cref="ArgumentException">Nothing is looked for, or a score is NaN.</exception>
    public static Estimate WithError(IReadOnlyCollection<double> wanted, IReadOnlyCollection<double> others, ulong seed = 1)
    {
        var (first, second, count) = Places(wanted, others);
        var precision = Of(Counts(first, count), Counts(second, count), first.Length);
        if (first.Length < 2 || second.Length < 2) return new(precision, double.NaN);
        var random = new Random((int)(new SeedStreams(seed).Seed("average-precision-bootstrap") & int.MaxValue));
        var again = new double[Resamples];
        for (var r = 0; r < Resamples; r++) again[r] = Of(Counts(Drawn(first), count), Counts(Drawn(second), count), first.Length);
        var mean = again.Average();
        return new(precision, Math.Sqrt(again.Sum(a => (a - mean) * (a - mean)) / (Resamples - 1)));

        IEnumerable<int> Drawn(int[] places) => Enumerable.Range(0, places.Length).Select(_ => places[random.Next(places.Length)]);
    }

    /// <summary>For every score the place of its threshold, from high to low, and how many there are.</summary>
    private static (int[] Wanted, int[] Others, int Count) Places(IReadOnlyCollection<double> wanted, IReadOnlyCollection<double> others)
    {
        if (wanted.Count == 0) throw new ArgumentException("a sample without scores has no precision", nameof(wanted));
        if (wanted.Concat(others).Any(double.IsNaN)) throw new ArgumentException("a score is NaN");
        double[] thresholds = [.. wanted.Concat(others).Distinct().Order()];
        return (Of(wanted), Of(others), thresholds.Length);

        int[] Of(IReadOnlyCollection<double> scores) => [.. scores.Select(s => thresholds.Length - 1 - Array.BinarySearch(thresholds, s))];
    }

    private static int[] Counts(IEnumerable<int> places, int count)
    {
        var counts = new int[count];
        foreach (var place in places) counts[place]++;
        return counts;
    }

    private static double Of(int[] wanted, int[] others, int count)
    {
        int found = 0, seen = 0;
        var sum = 0.0;
        for (var k = 0; k < wanted.Length; k++)
        {
            found += wanted[k];
            seen += wanted[k] + others[k];
            if (wanted[k] > 0) sum += (double)wanted[k] * found / seen;
        }

        return sum / count;
    }
}
