namespace Elbo.Probability.Tests.Contract;

/// <summary>Probability of a sample at least this unusual under the distribution it claims to follow.</summary>
internal static class GoodnessOfFit
{
    /// <summary>Two-sided Kolmogorov–Smirnov test with Stephens' finite-sample correction. Sorts <paramref name="sample"/>.</summary>
    public static double KolmogorovSmirnov(double[] sample, Func<double, double> cdf)
    {
        Array.Sort(sample);
        var n = (double)sample.Length;
        var distance = 0.0;
        for (var k = 0; k < sample.Length; k++)
        {
            var p = cdf(sample[k]);
            distance = Math.Max(distance, Math.Max(p - k / n, (k + 1) / n - p));
        }
        var t = (Math.Sqrt(n) + 0.12 + 0.11 / Math.Sqrt(n)) * distance;
        // The alternating series converges to rounding in a few terms for t above 0.3, below which p is 1.
        if (t < 0.3) return 1;
        var tail = 0.0;
        for (var j = 1; j <= 100; j++) tail += (j % 2 == 1 ? 2 : -2) * Math.Exp(-2.0 * j * j * t * t);
        return tail;
    }

    /// <summary>Pearson's χ² test; outcomes expected fewer than 5 times are pooled.</summary>
    public static double ChiSquare(double[] sample, double[] outcomes, Func<double, double> mass)
    {
        var counts = sample.CountBy(x => x).ToDictionary();
        if (counts.Keys.Except(outcomes).Any()) return 0;
        double statistic = 0, pooledExpected = 0, pooledSeen = 0;
        var cells = 0;
        foreach (var outcome in outcomes)
        {
            var (expected, seen) = (sample.Length * mass(outcome), counts.GetValueOrDefault(outcome));
            if (expected < 5)
            {
                pooledExpected += expected;
                pooledSeen += seen;
                continue;
            }
            statistic += (seen - expected) * (seen - expected) / expected;
            cells++;
        }
        if (pooledExpected >= 5)
        {
            statistic += (pooledSeen - pooledExpected) * (pooledSeen - pooledExpected) / pooledExpected;
            cells++;
        }
        if (cells > 1) return 1 - MathNet.Numerics.Distributions.ChiSquared.CDF(cells - 1, statistic);
        // One near-certain outcome: all that can surprise is how often the others came.
        return pooledSeen == 0 ? 1 : 1 - MathNet.Numerics.Distributions.Poisson.CDF(pooledExpected, pooledSeen - 1);
    }
}
