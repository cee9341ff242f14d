namespace Elbo.Probability;

/// <summary>
/// The ratio I_{v+1}(κ) / I_v(κ) of modified Bessel functions of the first kind and what follows from it, in f64 for v ≥ −½ and any κ ≥ 0. None of them is formed itself,
/// as I_63(1.5) is below every f64 and I_0(1000) above.
/// </summary>
internal static class BesselRatio
{
    /// <summary>Below it the power series of Λ, all of whose terms are positive, is summed: its value stays under e^100.</summary>
    private const double SeriesLimit = 100;

    /// <summary>
    /// A = I_{v+1}/I_v in [0, 1) and dA/dκ, by the continued fraction 1/(2(v+1)/κ + 1/(2(v+2)/κ + …)) taken from its far end, and its derivative beside it: all that
    /// is added is positive, and 1 − A² − (2v+1)A/κ would lose every digit of the derivative for large κ.
    /// </summary>
    /// <param name="v">Order, −½ or more.</param>
    public static (double Ratio, double Slope) Of(double v, double kappa) => Of(v, kappa, Terms(kappa));

    /// <summary>log Λ = log( Γ(v+1) (2/κ)^v I_v(κ) ) ≥ 0, the logarithm of the mean of e^(κ w), w one coordinate of a uniform direction in 2v + 2 dimensions. Its derivative is A.</summary>
    /// <param name="v">A half or whole number, 0 or more.</param>
    public static double LogMeanExp(double v, double kappa)
    {
        var quarter = 0.25 * kappa * kappa;
        if (quarter < SeriesLimit * (v + 1)) return Series(v, quarter);
        // Down from the top order, where the ratio is known, to one whose function is elementary or has an asymptotic series: κ is above 20 here.
        var ratio = Of(v, kappa).Ratio;
        var sum = 0.0;
        var order = v;
        for (; order > 0.5; order--)
        {
            sum -= Numerics.Log1p(kappa * ratio / (2 * order));
            ratio = 1 / (2 * order / kappa + ratio);
        }
        return sum + (order == 0 ? LogOrderZero(kappa) : kappa + Numerics.Log1p(-Math.Exp(-2 * kappa)) - Math.Log(2 * kappa));
    }

    // Beyond 2·10⁷ the bound that the fraction is begun with is as good as any.
    private const double MostTerms = 30_000;

    /// <summary>What is left out after N terms is worth Π A², at most e^(−0.88 N²/κ) for N ≤ κ: less than a unit in the last place.</summary>
    private static int Terms(double kappa) => 10 + (int)Math.Min(MostTerms, Math.Ceiling(Math.Sqrt(46 * kappa)));

    private static (double Ratio, double Slope) Of(double v, double kappa, int terms)
    {
        if (kappa == 0) return (0, 0.5 / (v + 1));
        var order = v + terms;
        // An upper bound that is close at a high order (Amos 1974).
        var (root, ratio, slope) = (Math.Sqrt((order + 1.5) * (order + 1.5) + kappa * kappa), 0.0, 0.0);
        ratio = kappa / (order + 0.5 + root);
        slope = (1 - kappa * ratio / root) / (order + 0.5 + root);
        for (; terms > 0; terms--)
        {
            var step = 2 * (v + terms) / kappa;
            ratio = 1 / (step + ratio);
            slope = ratio * ratio * (step / kappa - slope);
        }
        return (ratio, slope);
    }

    /// <summary>log Σ_k (κ²/4)^k / (k! (v+1)…(v+k)).</summary>
    private static double Series(double v, double quarter)
    {
        double term = 1, sum = 0;
        for (var k = 1; term > 1e-17 * sum || k == 1; k++)
        {
            term *= quarter / (k * (v + k));
            sum += term;
            if (term == 0) break;
        }
        return Numerics.Log1p(sum);
    }

    /// <summary>log I_0(κ), κ ≥ 20, by the series of ((2k−1)!!)² / (k! (8κ)^k).</summary>
    private static double LogOrderZero(double kappa)
    {
        double term = 1, sum = 1;
        for (var k = 1; k < 40 && term > 1e-17; k++)
        {
            var odd = 2.0 * k - 1;
            term *= odd * odd / (8 * k * kappa);
            sum += term;
        }
        return kappa - 0.5 * Math.Log(2 * Math.PI * kappa) + Math.Log(sum);
    }
}
