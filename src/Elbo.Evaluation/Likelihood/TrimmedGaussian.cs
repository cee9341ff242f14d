namespace Elbo.Evaluation.Likelihood;

/// <summary>
/// A Gaussian fitted to a few numbers' draws and cut off at a distance of √(J + 2) of its standard deviations, normalised (Geweke 1999): where it is asked for, the density it was fitted to has something too,
/// so that a ratio of both stays bounded.
/// </summary>
internal sealed class TrimmedGaussian
{
    private readonly int size;
    private readonly double[] mean, lower;
    private readonly double logNormaliser;

    /// <param name="draws">[n, J] row by row, more than J of them.</param>
    /// <param name="size">J.</param>
    public TrimmedGaussian(ReadOnlySpan<double> draws, int size)
    {
        (this.size, mean, lower) = (size, new double[size], new double[size * size]);
        var count = draws.Length / size;
        for (var n = 0; n < count; n++)
            for (var j = 0; j < size; j++) mean[j] += draws[n * size + j] / count;
        var covariance = new double[size * size];
        for (var n = 0; n < count; n++)
            for (var j = 0; j < size; j++)
                for (var k = 0; k <= j; k++) covariance[j * size + k] += (draws[n * size + j] - mean[j]) * (draws[n * size + k] - mean[k]) / (count - 1);
        Factorise(covariance);
        var logDeterminant = Enumerable.Range(0, size).Sum(j => Math.Log(lower[j * size + j]));
        logNormaliser = -logDeterminant - 0.5 * size * Math.Log(2 * Math.PI) - Math.Log(MassWithin(size, Reach(size)));
    }

    /// <summary>log q̂(z), nats; −∞ beyond the cut.</summary>
    public double LogDensity(ReadOnlySpan<double> z)
    {
        Span<double> white = stackalloc double[size];
        var distance = 0.0;
        for (var j = 0; j < size; j++)
        {
            var rest = z[j] - mean[j];
            for (var k = 0; k < j; k++) rest -= lower[j * size + k] * white[k];
            white[j] = rest / lower[j * size + j];
            distance += white[j] * white[j];
        }
        return distance > Reach(size) ? double.NegativeInfinity : logNormaliser - 0.5 * distance;
    }

    /// <summary>Probability that Σ of J squared normal numbers is at most a bound: the regularised incomplete gamma function of ½J at half of it, by its series.</summary>
    internal static double MassWithin(int size, double bound)
    {
        var (a, x) = (0.5 * size, 0.5 * bound);
        // Γ(a + 1), upwards from Γ(1) or Γ(½).
        var gamma = size % 2 == 0 ? 1 : Math.Sqrt(Math.PI);
        for (var k = size % 2 == 0 ? 1 : 0.5; k <= a; k++) gamma *= k;
        double term = Math.Pow(x, a) * Math.Exp(-x) / gamma, sum = 0;
        for (var n = 1; term > 1e-17; n++)
        {
            sum += term;
            term *= x / (a + n);
        }
        return sum;
    }

    private static double Reach(int size) => size + 2;

    private void Factorise(double[] covariance)
    {
        for (var j = 0; j < size; j++)
            for (var k = 0; k <= j; k++)
            {
                var rest = covariance[j * size + k];
                for (var i = 0; i < k; i++) rest -= lower[j * size + i] * lower[k * size + i];
                lower[j * size + k] = j == k ? Math.Sqrt(rest) : rest / lower[k * size + k];
            }
    }
}
