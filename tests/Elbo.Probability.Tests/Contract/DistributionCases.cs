using Elbo.Torch;
using Reference = MathNet.Numerics.Distributions;

namespace Elbo.Probability.Tests.Contract;

/// <summary>The one list of families: a new distribution is a new row, and every contract test runs on it.</summary>
public static partial class DistributionCases
{
    private const double LogTwoPi = 1.8378770664093453;

    public static TheoryData<string> Names => [.. All.Select(row => row.Name)];

    public static IReadOnlyList<DistributionCase> All { get; } =
    [
        new("normal from log-variance", (t, s, e) => Normal.FromLogVariance(P(t, 0, s), P(t, 1, s), e),
            [[0, 0], [1.5, -2], [-3, 1.2]],
            [([1e4, 60], [-1e4, 1e4]), ([0, -60], [0, 1]), ([-1e4, 0], [0, 1e4])],
            (t, x) => NormalLogDensity(x, t[0], t[1]),
            t => Around(t[0], Math.Exp(0.5 * t[1])), [double.PositiveInfinity, double.NaN])
        {
            Cdf = (t, x) => Reference.Normal.CDF(t[0], Math.Exp(0.5 * t[1]), x),
            Knots = t => Span(t[0], Math.Exp(0.5 * t[1]), 12),
        },
        new("normal from log-std", (t, s, e) => Normal.FromLogStd(P(t, 0, s), P(t, 1, s), e),
            [[0.5, -1], [2, 0.7]],
            [([1e4, 30], [-1e4, 1e4]), ([0, -30], [0, 1])],
            (t, x) => NormalLogDensity(x, t[0], 2 * t[1]),
            t => Around(t[0], Math.Exp(t[1])), [double.NegativeInfinity])
        {
            Cdf = (t, x) => Reference.Normal.CDF(t[0], Math.Exp(t[1]), x),
            Knots = t => Span(t[0], Math.Exp(t[1]), 12),
        },
        new("normal from std", (t, s, e) => Normal.FromStd(P(t, 0, s), P(t, 1, s), e),
            [[0.5, 0.1], [-2, 3]],
            [([1e4, 1e10], [-1e4, 1e4]), ([0, 1e-10], [0, 1e-3])],
            (t, x) => NormalLogDensity(x, t[0], 2 * Math.Log(t[1])),
            t => Around(t[0], t[1]), [double.NaN])
        {
            Cdf = (t, x) => Reference.Normal.CDF(t[0], t[1], x),
            Knots = t => Span(t[0], t[1], 12),
        },
        new("standard normal", (t, s, e) => new StandardNormal(s, e, t.DType),
            [[]], [([], [0, 1e4, -1e15])],
            (_, x) => NormalLogDensity(x, 0, 0),
            _ => Around(0, 1), [double.NaN])
        {
            Cdf = (_, x) => Reference.Normal.CDF(0, 1, x),
            Knots = _ => Span(0, 1, 12),
        },
        new("bernoulli", (t, s, e) => new Bernoulli(P(t, 0, s), e),
            [[0], [2.5], [-1.7], [25]],
            [([1e4], [0, 1, 0.5]), ([-1e4], [0, 1, 0.5])],
            // log σ(l) and log σ(−l), each through the exponential that cannot overflow.
            (t, x) => x == 1 ? LogSigmoid(t[0]) : LogSigmoid(-t[0]),
            _ => [0, 1], [-1, 0.5, 2, double.NaN])
        {
            Outcomes = _ => [0, 1],
        },
        new("categorical", (t, s, e) => new Categorical(t.Expand([.. s, t.Size(0)]), e),
            [[0, 0], [0.3, -1, 2, 0.5], [5, 5, 5, 5, 5, 5, 5, 5, 5, 1]],
            [([1e4, -1e4, 0], [0, 1, 2])],
            (t, x) => t[(int)x] - t.Max() - Math.Log(t.Sum(l => Math.Exp(l - t.Max()))),
            t => Indices(t.Length), [-1, 0.5, 10, double.NaN])
        {
            Outcomes = t => Indices(t.Length),
        },
        new("poisson", (t, s, e) => new Poisson(P(t, 0, s), e),
            [[0], [-2], [2.3]],
            [([-60], [0, 1]), ([14], [1e6, 1.2e6]), ([-1e4], [0, 3])],
            (t, x) => (x * t[0]) - Math.Exp(t[0]) - MathNet.Numerics.SpecialFunctions.GammaLn(x + 1),
            _ => [0, 1, 4, 17], [-1, 0.5, double.PositiveInfinity])
        {
            Outcomes = _ => Indices(120),
        },
        new("negative binomial", (t, s, e) => new NegativeBinomial(P(t, 0, s), P(t, 1, s), e),
            [[0, 0], [1.5, -0.7], [2, 3]],
            [([-60, 0], [0, 1]), ([14, -5], [0, 1e6]), ([3, 12], [0, 20, 40]), ([1, -8], [0, 1, 1000])],
            // Through the probability of a success.
            (t, x) => MathNet.Numerics.SpecialFunctions.GammaLn(x + Math.Exp(t[1])) - MathNet.Numerics.SpecialFunctions.GammaLn(Math.Exp(t[1])) - MathNet.Numerics.SpecialFunctions.GammaLn(x + 1)
                - (Math.Exp(t[1]) * Log1p(Math.Exp(t[0] - t[1]))) - (x * Log1p(Math.Exp(t[1] - t[0]))),
            _ => [0, 1, 4, 17], [-1, 0.5, double.PositiveInfinity])
        {
            Outcomes = _ => Indices(1500),
        },
        new("laplace", (t, s, e) => new Laplace(P(t, 0, s), P(t, 1, s), e),
            [[0, 0], [1.5, -2], [-3, 1.2]],
            [([1e4, 60], [-1e4, 1e4]), ([0, -60], [0, 1])],
            (t, x) => -Math.Abs(x - t[0]) / Math.Exp(t[1]) - t[1] - Math.Log(2),
            t => Around(t[0], Math.Exp(t[1])), [double.PositiveInfinity])
        {
            Cdf = (t, x) => Reference.Laplace.CDF(t[0], Math.Exp(t[1]), x),
            Knots = t => Span(t[0], Math.Exp(t[1]), 40),
        },
        new("uniform", (t, s, e) => new Uniform(P(t, 0, s), P(t, 1, s), e),
            [[0, 1], [-3, 2.5]],
            [([-1e10, 1e10], [0, 1e9]), ([0, 1e-10], [1e-11])],
            (t, _) => -Math.Log(t[1] - t[0]),
            t => [t[0] + 0.01, 0.5 * (t[0] + t[1]), t[1] - 0.01], [double.NaN])
        {
            Cdf = (t, x) => Math.Clamp((x - t[0]) / (t[1] - t[0]), 0, 1),
            Knots = t => t,
        },
        new("continuous bernoulli", (t, s, e) => new ContinuousBernoulli(P(t, 0, s), e),
            [[0], [1e-3], [-0.0999], [0.1001], [3], [-30]],
            [([1e4], [0, 0.5, 1]), ([-1e4], [0, 0.5, 1]), ([0], [0, 1]), ([1e-20], [0, 1])],
            (t, x) => t[0] * x - LogMeanOfExponential(t[0]),
            _ => [0, 0.1, 0.5, 0.99, 1], [-0.01, 1.01])
        {
            Cdf = (t, x) => Math.Abs(t[0]) < 1e-4 ? x + t[0] * x * (x - 1) / 2 : (Math.Exp(t[0] * x) - 1) / (Math.Exp(t[0]) - 1),
            Knots = _ => [0, 0.5, 1],
        },
        new("discretised logistic", (t, s, e) => new DiscretisedLogistic(P(t, 0, s), P(t, 1, s), 256, e),
            [[0.3, -3], [0.9, -1], [-0.2, 0.5], [0.5, -7]],
            [([1e4, 0], [0, 0.2, 1]), ([-1e4, 0], [0, 0.2, 1]), ([0.5, -60], [0, 0.2, 1]), ([0.5, 60], [0, 0.2, 1]), ([0.5, 100], [0, 0.2, 1])],
            LogisticBin,
            t => [0, 0.2, Math.Round(Math.Clamp(t[0], 0, 1) * 255) / 255, 1], [-1 / 255.0, 0.3 / 255, 256 / 255.0])
        {
            // The ends of a bin are rounded by 3e-8, of which a scale of e⁻⁷ makes 3e-5.
            SingleError = 5e-5,
            Outcomes = _ => [.. Indices(256).Select(k => k / 255)],
        },
        new("gamma", (t, s, e) => new Gamma(P(t, 0, s), P(t, 1, s), e),
            [[2, 1], [0.9, 2.5], [30, 0.5]],
            [([1e4, 1], [1, 1e4]), ([1e-2, 1], [1e-3, 100]), ([1, 1e6], [1e-6, 1]), ([1e-3, 1], [1e-30, 1]), ([1e6, 1], [9.99e5, 1e6])],
            (t, x) => t[0] * Math.Log(t[1]) + (t[0] - 1) * Math.Log(x) - t[1] * x - MathNet.Numerics.SpecialFunctions.GammaLn(t[0]),
            t => [0.01 * t[0] / t[1], 0.5 * t[0] / t[1], t[0] / t[1], 3 * t[0] / t[1]], [-1e-6, double.PositiveInfinity])
        {
            Cdf = (t, x) => Reference.Gamma.CDF(t[0], t[1], x),
            Knots = t => [0, t[0] / t[1], t[0] / t[1] + 12 * Math.Sqrt(t[0]) / t[1] + 40 / t[1]],
            SamePath = false,
        },
        .. InverseCdf,
        .. LocationScale,
        .. Composition,
    ];

    /// <summary>The row called <paramref name="name"/>.</summary>
    public static DistributionCase Named(string name) => All.Single(row => row.Name == name);

    private static Tensor P(Tensor theta, int index, long[] shape) => theta[index].Expand(shape).Contiguous();

    private static double[] Around(double centre, double scale) => [.. new[] { -3, -1, -0.2, 0, 0.5, 2, 6 }.Select(u => centre + scale * u)];

    private static double[] Span(double centre, double scale, double width) => [centre - width * scale, centre, centre + width * scale];

    private static double NormalLogDensity(double x, double mu, double logVar) => -0.5 * ((x - mu) * (x - mu) / Math.Exp(logVar) + logVar + LogTwoPi);

    private static double[] Indices(int count) => [.. Enumerable.Range(0, count).Select(k => (double)k)];

    /// <summary>log((e^l − 1)/l) by its Taylor sum near 0, else directly.</summary>
    private static double LogMeanOfExponential(double l)
    {
        if (Math.Abs(l) > 1) return l > 0 ? l + Math.Log((1 - Math.Exp(-l)) / l) : Math.Log((Math.Exp(l) - 1) / l);
        double term = 1, sum = 1;
        for (var k = 2; k < 30; k++) sum += term *= l / k;
        return Math.Log(sum);
    }

    private static double LogisticBin(double[] t, double x)
    {
        double s = Math.Exp(t[1]), half = 0.5 / 255;
        if (x < half) return LogSigmoid((half - t[0]) / s);
        if (x > 1 - half) return LogSigmoid((t[0] - 1 + half) / s);
        // Mirrored to the side where the two sigmoids are small, so that their difference keeps its digits.
        var distance = Math.Abs(x - t[0]);
        return LogSigmoid((half - distance) / s) + Math.Log(1 - Math.Exp(LogSigmoid((-half - distance) / s) - LogSigmoid((half - distance) / s)));
    }

    private static double LogSigmoid(double l) => l >= 0 ? -Log1p(Math.Exp(-l)) : l - Log1p(Math.Exp(l));

    private static double Log1p(double x) => Math.Abs(x) < 1e-8 ? x - x * x / 2 : Math.Log(1 + x);
}
