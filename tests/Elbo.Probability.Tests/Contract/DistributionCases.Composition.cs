using Elbo.Torch;
using Reference = MathNet.Numerics.Distributions;

namespace Elbo.Probability.Tests.Contract;

/// <summary>Families made from gamma draws, whose gradients are implicit, and a mixture.</summary>
public static partial class DistributionCases
{
    private static DistributionCase[] Composition =>
    [
        new("beta", (t, s, e) => new Beta(P(t, 0, s), P(t, 1, s), e),
            [[2, 3], [0.9, 1.5], [12, 5]],
            [([1e3, 1e3], [0.4, 0.5]), ([0.05, 0.05], [1e-30, 0.5]), ([1, 1e3], [1e-4]), ([1e-3, 1e-3], [1e-30, 0.5]), ([1e6, 1e6], [0.4999, 0.5])],
            (t, x) => (t[0] - 1) * Math.Log(x) + (t[1] - 1) * Log1p(-x) - LogBeta(t[0], t[1]),
            _ => [0.01, 0.3, 0.8, 0.97], [-0.01, 1.01])
        {
            Cdf = (t, x) => Reference.Beta.CDF(t[0], t[1], x), Knots = _ => [0, 0.5, 1], SamePath = false,
        },
        new("chi-squared", (t, s, e) => new ChiSquared(P(t, 0, s), e),
            [[4], [2.5], [11]],
            [([1e4], [1, 1e4]), ([0.02], [1e-3, 100]), ([2e-3], [1e-30, 1]), ([1e7], [9.99e6, 1e7])],
            (t, x) => (t[0] / 2 - 1) * Math.Log(x) - x / 2 - t[0] / 2 * Math.Log(2) - MathNet.Numerics.SpecialFunctions.GammaLn(t[0] / 2),
            t => [0.1 * t[0], t[0], 3 * t[0]], [-1e-6, double.PositiveInfinity])
        {
            Cdf = (t, x) => Reference.ChiSquared.CDF(t[0], x), Knots = t => [0, t[0], t[0] + 12 * Math.Sqrt(2 * t[0]) + 80], SamePath = false,
        },
        new("fisher f", (t, s, e) => new FisherF(P(t, 0, s), P(t, 1, s), e),
            [[4, 30], [7, 20], [3, 16]],
            [([1e3, 1e3], [0.5, 2]), ([1, 2], [1e-20, 1e20]), ([2e-3, 2e-3], [1e-30, 1e30]), ([1e6, 1e6], [0.999, 1])],
            (t, x) => t[0] / 2 * Math.Log(t[0] / t[1]) + (t[0] / 2 - 1) * Math.Log(x) - (t[0] + t[1]) / 2 * Math.Log(1 + t[0] * x / t[1]) - LogBeta(t[0] / 2, t[1] / 2),
            _ => [0.05, 0.8, 2, 7], [-1e-6, double.PositiveInfinity])
        {
            Cdf = (t, x) => Reference.FisherSnedecor.CDF(t[0], t[1], x), Knots = _ => [0, 1, 10, 100, 1e3, 1e4], Panels = 80, SamePath = false,
        },
        new("student t", (t, s, e) => new StudentT(P(t, 0, s), P(t, 1, s), P(t, 2, s), e),
            [[5, 0, 0], [12, 1.5, -1], [30, -1, 0.3]],
            [([1e4, 0, 0], [0, 1, 1e10]), ([1, 1e4, 60], [-1e4, 1e4]), ([2, 0, -60], [0, 1]), ([1e6, 0, 0], [0, 1, 30]), ([1e9, 0, 0], [0, 3]), ([1e-3, 0, 0], [0, 1, 1e30])],
            (t, x) => MathNet.Numerics.SpecialFunctions.GammaLn((t[0] + 1) / 2) - MathNet.Numerics.SpecialFunctions.GammaLn(t[0] / 2)
                - 0.5 * Math.Log(Math.PI * t[0]) - t[2] - (t[0] + 1) / 2 * Log1p(Math.Pow((x - t[1]) / Math.Exp(t[2]), 2) / t[0]),
            t => Around(t[1], Math.Exp(t[2])), [double.PositiveInfinity])
        {
            Cdf = (t, x) => Reference.StudentT.CDF(t[1], Math.Exp(t[2]), t[0], x), Knots = t => HeavyTails(t[1], Math.Exp(t[2])), Panels = 10, SamePath = false,
        },
        new("mixture of discretised logistics", (t, s, e) => new MixtureOfDiscretisedLogistics(Row(t, 0, s), Row(t, 2, s), Row(t, 4, s), 256, e),
            [[0, 0, 0.2, 0.7, -3, -4], [1.5, -1, -0.1, 0.9, -2, -1]],
            [([0, 0, 1e4, -1e4, 0, 0], [0, 0.2, 1]), ([1e4, -1e4, 0.5, 0.5, -60, 60], [0, 0.2, 1])],
            (t, x) => Math.Log((Math.Exp(t[0] + LogisticBin([t[2], t[4]], x)) + Math.Exp(t[1] + LogisticBin([t[3], t[5]], x))) / (Math.Exp(t[0]) + Math.Exp(t[1]))),
            _ => [0, 0.2, 0.6, 1], [-1 / 255.0, 0.3 / 255])
        {
            Outcomes = _ => [.. Indices(256).Select(k => k / 255)],
        },
    ];

    private static Tensor Row(Tensor theta, int start, long[] shape) => theta.Narrow(0, start, 2).Expand([.. shape, 2]);

    private static double LogBeta(double a, double b) => MathNet.Numerics.SpecialFunctions.BetaLn(a, b);
}
