using Elbo.Torch;
using Reference = MathNet.Numerics.Distributions;

namespace Elbo.Probability.Tests.Contract;

/// <summary>Families drawn by their inverse distribution function, or as a sum of such draws.</summary>
public static partial class DistributionCases
{
    /// <summary>Between knots as close as those of these rows, ten nodes in each of this many graded panels are exact to rounding.</summary>
    private const int FewPanels = 40;

    private static DistributionCase[] InverseCdf =>
    [
        new("exponential", (t, s, e) => new Exponential(P(t, 0, s), e),
            [[1], [0.3], [4]],
            [([1e10], [0, 1e-10, 1]), ([1e-10], [0, 1e10])],
            (t, x) => Math.Log(t[0]) - t[0] * x,
            t => [0, 0.1 / t[0], 1 / t[0], 9 / t[0]], [-1e-6, double.PositiveInfinity])
        {
            Cdf = (t, x) => Reference.Exponential.CDF(t[0], x), Knots = t => [0, 2 / t[0], 45 / t[0]], Panels = FewPanels,
        },
        new("rayleigh", (t, s, e) => new Rayleigh(P(t, 0, s), e),
            [[1], [0.3], [2]],
            [([1e15], [1, 1e15]), ([1e-15], [1e-15, 1e-10])],
            (t, x) => Math.Log(x) - 2 * Math.Log(t[0]) - x * x / (2 * t[0] * t[0]),
            t => [0.01 * t[0], t[0], 5 * t[0]], [-1e-6, double.PositiveInfinity])
        {
            Cdf = (t, x) => Reference.Rayleigh.CDF(t[0], x), Knots = t => [0, t[0], 3 * t[0], 9 * t[0]], Panels = FewPanels,
        },
        new("pareto", (t, s, e) => new Pareto(P(t, 0, s), P(t, 1, s), e),
            [[1, 5], [0.5, 12], [2, 3.5]],
            [([1e10, 1], [1e11, 1e30]), ([1e-10, 0.5], [1, 1e10]), ([1, 1e4], [1.0001, 2])],
            (t, x) => Math.Log(t[1]) + t[1] * Math.Log(t[0]) - (t[1] + 1) * Math.Log(x),
            t => [1.001 * t[0], 1.5 * t[0], 20 * t[0]], [double.PositiveInfinity, double.NaN])
        {
            Cdf = (t, x) => 1 - Math.Pow(t[0] / x, t[1]), Knots = t => [.. Enumerable.Range(0, 15).Select(k => t[0] * Math.Pow(10, 0.5 * k)), t[0] * 1e10], Panels = FewPanels,
        },
        new("weibull", (t, s, e) => new Weibull(P(t, 0, s), P(t, 1, s), e),
            [[1, 1], [0.5, 2.5], [3, 0.8]],
            [([1e10, 1], [1, 1e11]), ([1e-10, 1], [1e-12, 1e-9]), ([1, 1e3], [0.9, 1.05]), ([1, 0.2], [1e-10, 1e5]), ([1, 1e6], [0.999999, 1]), ([1, 1e-3], [1e-30, 1e30])],
            (t, x) => Math.Log(t[1] / t[0]) + (t[1] - 1) * Math.Log(x / t[0]) - Math.Pow(x / t[0], t[1]),
            t => [0.01 * t[0], t[0], 2.5 * t[0]], [-1e-6, double.PositiveInfinity])
        {
            Cdf = (t, x) => Reference.Weibull.CDF(t[1], t[0], x), Knots = t => [0, t[0], t[0] * Math.Pow(6, 1 / t[1]), t[0] * Math.Pow(45, 1 / t[1])],
        },
        new("reciprocal", (t, s, e) => new Reciprocal(P(t, 0, s), P(t, 1, s), e),
            [[1, 2], [0.01, 30], [3, 3.5]],
            [([1e-30, 1e30], [1e-29, 1, 1e29]), ([1, 1.001f], [1.0005]), ([1, 1.0001f], [1.00005f]), ([1000, 1000.1f], [1000.05f])],
            (t, x) => -Math.Log(x) - Math.Log(Math.Log(t[1] / t[0])),
            t => [t[0] * 1.001, Math.Sqrt(t[0] * t[1]), t[1] * 0.999], [double.NaN])
        {
            Cdf = (t, x) => Math.Log(x / t[0]) / Math.Log(t[1] / t[0]), Knots = t => [t[0], Math.Sqrt(t[0] * t[1]), t[1]], Panels = FewPanels,
        },
        new("gompertz", (t, s, e) => new Gompertz(P(t, 0, s), P(t, 1, s), e),
            [[1, 1], [0.1, 2], [5, 0.5]],
            [([1e10, 1], [0, 1e-9]), ([1e-10, 1], [0, 20]), ([1, 1e10], [0, 1e-10]), ([1, 1e-10], [0, 1e10])],
            (t, x) => Math.Log(t[0] * t[1]) + t[0] + t[1] * x - t[0] * Math.Exp(t[1] * x),
            t => [0, 0.3 / t[1], 1.5 / t[1]], [-1e-6, double.PositiveInfinity])
        {
            Cdf = (t, x) => 1 - Math.Exp(-t[0] * (Math.Exp(t[1] * x) - 1)), Knots = t => [0, Log1p(2 / t[0]) / t[1], Log1p(45 / t[0]) / t[1]], Panels = FewPanels,
        },
        new("gumbel", (t, s, e) => new Gumbel(P(t, 0, s), P(t, 1, s), e),
            [[0, 0], [1.5, -2], [-3, 1.2]],
            [([1e4, 60], [-1e4, 1e4]), ([0, -60], [0, 1]), ([0, 0], [-80, 1e30])],
            (t, x) => -(x - t[0]) / Math.Exp(t[1]) - Math.Exp(-(x - t[0]) / Math.Exp(t[1])) - t[1],
            t => Around(t[0], Math.Exp(t[1])), [double.PositiveInfinity])
        {
            Cdf = (t, x) => Math.Exp(-Math.Exp(-(x - t[0]) / Math.Exp(t[1]))), Knots = t => [.. new[] { -4.5, 0, 5, 45 }.Select(u => t[0] + u * Math.Exp(t[1]))], Panels = FewPanels,
        },
        Erlang(1), Erlang(3), Erlang(12),
        new("triangular", (t, s, e) => new Triangular(P(t, 0, s), P(t, 1, s), e),
            [[0, 0], [1.5, -2], [-3, 1.2]],
            [([1e4, 60], [-1e4, 1e4]), ([0, -60], [0, 1e-27])],
            (t, x) => Math.Log(1 - Math.Abs(x - t[0]) / Math.Exp(t[1])) - t[1],
            t => [.. new[] { -0.9, -0.5, 0.1, 0.7 }.Select(u => t[0] + u * Math.Exp(t[1]))], [double.NaN])
        {
            Cdf = (t, x) => Math.Abs(x - t[0]) is var d && 0.5 * Math.Pow(1 - d / Math.Exp(t[1]), 2) is var tail && x < t[0] ? tail : 1 - tail,
            Knots = t => Span(t[0], Math.Exp(t[1]), 1), Panels = FewPanels,
        },
    ];

    private static DistributionCase Erlang(int count) => new($"erlang of {count}", (t, s, e) => new Erlang(count, P(t, 0, s), e),
        [[1], [0.3], [4]],
        [([1e10], [1e-10, 1]), ([1e-10], [1, 1e10])],
        (t, x) => Reference.Gamma.PDFLn(count, t[0], x),
        t => [0.3 * count / t[0], count / t[0], 3 * count / t[0]], [-1e-6, double.PositiveInfinity])
    {
        Cdf = (t, x) => Reference.Gamma.CDF(count, t[0], x),
        Knots = t => [0, count / t[0], (count + 12 * Math.Sqrt(count) + 40) / t[0]],
        Panels = FewPanels,
    };
}
