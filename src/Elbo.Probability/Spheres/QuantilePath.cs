namespace Elbo.Probability;

/// <summary>
/// How a draw w = μᵀz of a von Mises–Fisher distribution moves with κ while it stays at its quantile: ∂w/∂κ = −∂F/∂κ / g = (1 − w²) h(w), h by Gauss–Legendre quadrature of
/// (s − A) g(s) over the side of w on which that has one sign, so that nothing cancels. h is finite and smooth up to w = ±1.
/// </summary>
/// <param name="m">2 or more.</param>
internal sealed class QuantilePath(long m)
{
    /// <summary>Logarithm below which the integrand counts nothing.</summary>
    private const double Negligible = -37;

    private static readonly (double[] Nodes, double[] Weights) Rule = GaussLegendre(32);

    /// <summary>h = (∂w/∂κ) / (1 − w²), to about 1e-10 relative.</summary>
    /// <param name="distance">1 − w in [0, 2].</param>
    /// <param name="meanLength">A(κ).</param>
    public double Slope(double kappa, double distance, double meanLength)
    {
        var above = 1 - distance >= meanLength;
        // d from w to the end of its side, e to the other one.
        var d = above ? distance : 2 - distance;
        return Side(above ? kappa : -kappa, d, 2 - d, above ? 1 - meanLength : 1 + meanLength);
    }

    /// <summary>
    /// ∫ (sin φ / sin φ_w)^(m−2) e^(κ (cos φ − cos φ_w)) (cos φ − A) dφ / sin φ_w over [0, φ_w], φ the angle to the side's end, in which the density has neither root nor
    /// pole; in terms of ψ = φ_w − φ, so that differences keep their digits.
    /// </summary>
    private double Side(double kappa, double d, double e, double mean)
    {
        d = Math.Max(d, 1e-200);
        double sine = Math.Sqrt(d * e), cosine = 1 - d, whole = 2 * Math.Atan2(Math.Sqrt(d), Math.Sqrt(e));
        // The integrand falls from w on, or has its mode there; what is left after the last halving reaches at most twice as far as it need.
        var reach = whole;
        while (Log(reach * 0.5).Log < Negligible) reach *= 0.5;
        var sum = 0.0;
        for (var k = 0; k < Rule.Nodes.Length; k++)
        {
            var (log, rise) = Log(reach * Rule.Nodes[k]);
            sum += Rule.Weights[k] * Math.Exp(log) * (mean - d + rise);
        }
        return sum * (reach / sine);

        // Logarithm of the density relative to that at w, and cos φ − cos φ_w.
        (double Log, double Rise) Log(double psi)
        {
            var (s, c) = Math.SinCos(0.5 * psi);
            var rise = 2 * s * (sine * c - cosine * s);
            return (m == 2 ? kappa * rise : (m - 2) * Math.Log(Math.Max(0, 1 - 2 * s * (s + cosine / sine * c))) + kappa * rise, rise);
        }
    }

    /// <summary>Nodes and weights on [0, 1], by Newton's method on the Legendre polynomial.</summary>
    private static (double[], double[]) GaussLegendre(int count)
    {
        double[] nodes = new double[count], weights = new double[count];
        for (var k = 0; k < count; k++)
        {
            var x = Math.Cos(Math.PI * (k + 0.75) / (count + 0.5));
            double slope = 0;
            for (var step = 0; step < 20; step++)
            {
                double last = 1, value = x;
                for (var j = 2; j <= count; j++) (last, value) = (value, ((2 * j - 1) * x * value - (j - 1) * last) / j);
                slope = count * (x * value - last) / (x * x - 1);
                x -= value / slope;
            }
            (nodes[k], weights[k]) = (0.5 * (1 - x), 1 / ((1 - x * x) * slope * slope));
        }
        return (nodes, weights);
    }
}
