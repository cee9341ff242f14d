using Elbo.Torch;
using Reference = MathNet.Numerics.Distributions;

namespace Elbo.Probability.Tests.Contract;

/// <summary>Families on the whole line, and the exponential of one.</summary>
public static partial class DistributionCases
{
    private static DistributionCase[] LocationScale =>
    [
        new("cauchy", (t, s, e) => new Cauchy(P(t, 0, s), P(t, 1, s), e),
            [[0, 0], [1.5, -2], [-3, 1.2]],
            [([1e4, 60], [-1e4, 1e4]), ([0, -60], [0, 1, -1e10])],
            (t, x) => -Math.Log(Math.PI) - t[1] - Log1p(Math.Pow((x - t[0]) / Math.Exp(t[1]), 2)),
            t => Around(t[0], Math.Exp(t[1])), [double.PositiveInfinity])
        {
            Cdf = (t, x) => Reference.Cauchy.CDF(t[0], Math.Exp(t[1]), x), Knots = t => HeavyTails(t[0], Math.Exp(t[1])), Panels = 6,
        },
        new("logistic", (t, s, e) => new Logistic(P(t, 0, s), P(t, 1, s), e),
            [[0, 0], [1.5, -2], [-3, 1.2]],
            [([1e4, 60], [-1e4, 1e4]), ([0, -60], [0, 1, -1e10])],
            (t, x) => Math.Abs(x - t[0]) / Math.Exp(t[1]) is var z ? -z - t[1] - 2 * Log1p(Math.Exp(-z)) : 0,
            t => Around(t[0], Math.Exp(t[1])), [double.PositiveInfinity])
        {
            Cdf = (t, x) => Reference.Logistic.CDF(t[0], Math.Exp(t[1]), x), Knots = t => [.. new[] { -45.0, -5, 0, 5, 45 }.Select(u => t[0] + u * Math.Exp(t[1]))], Panels = FewPanels,
        },
        new("log-normal", (t, s, e) => new LogNormal(P(t, 0, s), P(t, 1, s), e),
            [[0, 0], [1.5, -2], [-2, -0.5]],
            [([40, 0], [1, 1e20]), ([-40, -3], [1e-20, 1e-15]), ([0, -10], [1, 1.001]), ([0, 2], [1e-30, 1e30])],
            (t, x) => NormalLogDensity(Math.Log(x), t[0], 2 * t[1]) - Math.Log(x),
            t => [.. Around(t[0], Math.Exp(t[1])).Select(Math.Exp)], [-1e-6, double.PositiveInfinity])
        {
            Cdf = (t, x) => Reference.LogNormal.CDF(t[0], Math.Exp(t[1]), x),
            Knots = t => [.. Enumerable.Range(-10, 23).Select(k => Math.Exp(t[0] + k * Math.Exp(t[1])))], Panels = 10,
        },
    ];

    /// <summary>Knots a factor of ten apart out to where a density falling as x⁻² has less than 1e-12 of its mass left.</summary>
    private static double[] HeavyTails(double centre, double scale)
    {
        var right = Enumerable.Range(0, 14).Select(k => scale * Math.Pow(10, k)).ToArray();
        return [.. right.Reverse().Select(d => centre - d), centre, .. right.Select(d => centre + d)];
    }
}
