namespace Elbo.Bench.Measurements;

/// <summary>The middle of repeated measurements: other programs disturb some of them, and only upwards.</summary>
internal static class Median
{
    /// <summary>The mean of the two in the middle where their number is even; NaN for none.</summary>
    public static double Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        if (sorted.Length == 0) return double.NaN;
        var half = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
