namespace Elbo.Probability.Inference;

/// <summary>The powers 0 = β_1 &lt; … &lt; β_T = 1 of an annealed path.</summary>
public static class AnnealingSchedule
{
    // Half the width of the grid under the logistic function, as in the code of Wu et al. 2017.
    private const double HalfWidth = 4;

    /// <summary>Denser at both ends: σ on an equally spaced grid from −4 to 4, stretched to [0, 1] (Wu et al. 2017, arXiv 1611.04273).</summary>
    /// <param name="count">T, distributions with both ends; at least 2.</param>
    public static double[] Sigmoid(int count) => Of(count, place => 1 / (1 + Math.Exp(-HalfWidth * (2 * place - 1))));

    /// <summary>Equally spaced.</summary>
    /// <param name="count">T, distributions with both ends; at least 2.</param>
    public static double[] Linear(int count) => Of(count, place => place);

    private static double[] Of(int count, Func<double, double> curve)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        var (first, last) = (curve(0), curve(1));
        var powers = new double[count];
        for (var t = 1; t < count; t++) powers[t] = (curve(t / (count - 1.0)) - first) / (last - first);
        return powers;
    }
}
