namespace Elbo.Evaluation.SelfCheck;

/// <summary>
/// The expected importance-weighted bound L_K for a scalar Gaussian posterior N(μ, v) and proposal N(m, s²), by quadrature and for any K.
/// </summary>
/// <remarks>
/// With w = p(x) ρ(ε) and S = 1/K Σ ρ(ε_k), Frullani's integral gives E log S = ∫ (exp(−e^u) − φ(e^u)^K) du with φ(t) = E exp(−t ρ(ε)/K):
/// the K-fold expectation becomes the K-th power of a one-dimensional one. Both integrands are analytic and fall off on both sides, so
/// sums over a grid converge faster than any power of its step.
/// </remarks>
public static class ExactIwaeBound
{
    private const double StepOfEps = 0.02, EndOfEps = 12, StepOfU = 0.05, StartOfU = -45, EndOfU = 60;

    /// <summary>E log (1/K Σ w_k) − log p(x) ≤ 0, nats.</summary>
    /// <param name="shift">(m − μ)/√v.</param>
    /// <param name="stretch">s/√v, at least 1, so that weights are bounded and the integral falls off.</param>
    /// <param name="samples">K.</param>
    public static double Gap(double shift, double stretch, int samples)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(stretch, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        var (weights, densities) = Nodes(shift, stretch);
        var sum = 0.0;
        for (var u = StartOfU; u <= EndOfU; u += StepOfU)
        {
            var t = Math.Exp(u);
            var phi = 0.0;
            for (var k = 0; k < weights.Length; k++) phi += densities[k] * Math.Exp(-t * weights[k] / samples);
            sum += Math.Exp(-t) - Math.Pow(phi, samples);
        }
        return sum * StepOfU;
    }

    /// <summary>Var(w)/p(x)²: the gap tends to −Var/(2K) (Burda et al. 2016, by the delta method).</summary>
    public static double RelativeVariance(double shift, double stretch)
    {
        var (weights, densities) = Nodes(shift, stretch);
        return weights.Zip(densities, (w, d) => d * w * w).Sum() - 1;
    }

    // ρ(ε) = N(m + sε; μ, v)/N(m + sε; m, s²) at the nodes, and the nodes' shares of N(0, 1), which sum to 1.
    private static (double[] Weights, double[] Densities) Nodes(double shift, double stretch)
    {
        var count = (int)Math.Round(2 * EndOfEps / StepOfEps) + 1;
        double[] weights = new double[count], densities = new double[count];
        for (var k = 0; k < count; k++)
        {
            var eps = -EndOfEps + k * StepOfEps;
            var z = shift + stretch * eps;
            weights[k] = stretch * Math.Exp(0.5 * (eps * eps - z * z));
            densities[k] = StepOfEps * Math.Exp(-0.5 * eps * eps) / Math.Sqrt(2 * Math.PI);
        }
        return (weights, densities);
    }
}
