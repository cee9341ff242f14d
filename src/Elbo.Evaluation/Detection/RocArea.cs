using Elbo.Evaluation.Likelihood;

namespace Elbo.Evaluation.Detection;

/// <summary>
/// Area under the ROC curve: the probability that a score from the first sample is above one from the second, ties counting half
/// (Mann &amp; Whitney 1947). 0.5 is chance, 1 a perfect separation.
/// </summary>
public static class RocArea
{
    /// <summary>
    /// The area with its standard error by DeLong, DeLong &amp; Clarke-Pearson (1988): S²_10/m + S²_01/n, sample variances of each
    /// score's share of wins over the other sample; NaN where one of them has one score.
    /// </summary>
    /// <param name="higher">Scores expected to be higher: those of the data the model knows.</param>
    /// <param name="lower">Scores expected to be lower.</param>
    /// <exception cref="ArgumentException">A sample is empty or holds NaN.</exception>
    public static Estimate Of(IReadOnlyCollection<double> higher, IReadOnlyCollection<double> lower)
    {
        double[] first = Sorted(higher, nameof(higher)), second = Sorted(lower, nameof(lower));
        double[] wins = Wins(first, second), losses = Wins(second, first);
        var area = wins.Average();
        return new(area, Math.Sqrt(Variance(wins) / wins.Length + Variance(losses) / losses.Length));
    }

    /// <summary>For each score of <paramref name="scores"/> the share of <paramref name="others"/> below it, ties counting half; both sorted.</summary>
    private static double[] Wins(double[] scores, double[] others)
    {
        var wins = new double[scores.Length];
        int below = 0, upTo = 0;
        for (var k = 0; k < scores.Length; k++)
        {
            while (below < others.Length && others[below] < scores[k]) below++;
            upTo = Math.Max(upTo, below);
            while (upTo < others.Length && others[upTo] == scores[k]) upTo++;
            wins[k] = (below + 0.5 * (upTo - below)) / others.Length;
        }
        return wins;
    }

    private static double Variance(double[] values)
    {
        if (values.Length < 2) return double.NaN;
        var mean = values.Average();
        return values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1);
    }

    private static double[] Sorted(IReadOnlyCollection<double> scores, string name)
    {
        if (scores.Count == 0) throw new ArgumentException("a sample without scores has no ROC curve", name);
        double[] sorted = [.. scores.Order()];
        // NaN sorts first.
        return double.IsNaN(sorted[0]) ? throw new ArgumentException("a score is NaN", name) : sorted;
    }
}
