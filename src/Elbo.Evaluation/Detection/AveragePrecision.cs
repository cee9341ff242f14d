namespace Elbo.Evaluation.Detection;

/// <summary>
/// Mean over the scores of what is looked for of the share of such scores among all that are as high: Σ (R_k − R_{k−1}) P_k over thresholds from high to low, with R the recall and P
/// the precision; equal scores are one threshold. 1 where all come first; by chance their share of the whole.
/// </summary>
public static class AveragePrecision
{
    /// <summary>The average precision, in (0, 1].</summary>
    /// <param name="wanted">Scores of what is looked for, expected to be higher.</param>
    /// <param name="others">Scores of the rest.</param>
    /// <exception cref="ArgumentException">Nothing is looked for, or a score is NaN.</exception>
    public static double Of(IReadOnlyCollection<double> wanted, IReadOnlyCollection<double> others)
    {
        if (wanted.Count == 0) throw new ArgumentException("a sample without scores has no precision", nameof(wanted));
        if (wanted.Concat(others).Any(double.IsNaN)) throw new ArgumentException("a score is NaN");
        int found = 0, seen = 0;
        var sum = 0.0;
        foreach (var threshold in wanted.Select(score => (Score: score, IsWanted: true)).Concat(others.Select(score => (Score: score, IsWanted: false))).GroupBy(s => s.Score).OrderByDescending(g => g.Key))
        {
            var hits = threshold.Count(s => s.IsWanted);
            found += hits;
            seen += threshold.Count();
            sum += (double)hits * found / seen;
        }

        return sum / wanted.Count;
    }
}
