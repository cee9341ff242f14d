using Elbo.Testing;
using Elbo.Torch;
using MathNet.Numerics;

namespace Elbo.Probability.Tests.Distributions;

/// <summary>Shapes of 0.001, whose draws are mostly below or above every number of f32: they keep to the side they belong to, inside the support, with finite densities and gradients.</summary>
[NoLeak]
public sealed class SmallShapeTests
{
    private const double Shape = 1e-3;

    private const int Count = 100_000;

    public static TheoryData<string, DType> Cases()
    {
        TheoryData<string, DType> cases = [];
        foreach (var name in Families.Keys)
        {
            cases.Add(name, DType.F32);
            cases.Add(name, DType.F64);
        }
        return cases;
    }

    /// <summary>The distribution of a parameter vector θ, and P(X ≤ t) at a few points, where a power law holds to every digit.</summary>
    private static readonly Dictionary<string, (double[] Theta, Func<Tensor, Distribution> Build, Func<double, double> Cdf, double[] Points)> Families = new()
    {
        ["gamma"] = ([Shape, 1], t => new Gamma(t[0], t[1], 0), Lower, [1e-30, 1e-10, 1e-4]),
        ["chi-squared"] = ([2 * Shape], t => new ChiSquared(t[0], 0), x => Lower(x / 2), [1e-30, 1e-10, 1e-4]),
        ["beta"] = ([Shape, Shape], t => new Beta(t[0], t[1], 0), x => x < 0.5 ? Share(x, Shape, Shape) : 1 - Share(1 - x, Shape, Shape), [1e-30, 1e-10, 1e-4, 1 - 1e-4]),
        ["beta of one small shape"] = ([Shape, 3], t => new Beta(t[0], t[1], 0), x => Share(x, Shape, 3), [1e-30, 1e-10, 1e-5]),
        ["fisher f"] = ([2 * Shape, 2 * Shape], t => new FisherF(t[0], t[1], 0), x => x < 1 ? Share(x, Shape, Shape) : 1 - Share(1 / x, Shape, Shape), [1e-30, 1e-10, 1e-4, 1e4, 1e30]),
        ["student t"] = ([2 * Shape, 0, 0], t => new StudentT(t[0], t[1], t[2], 0), x => 1 - 0.5 * Share(2 * Shape / (x * x), Shape, 0.5), [10, 1e6, 1e15]),
        ["weibull"] = ([1, Shape], t => new Weibull(t[0], t[1], 0), x => 1 - Math.Exp(-Math.Pow(x, Shape)), [1e-30, 1, 1e30]),
        ["share of a dirichlet"] = ([Shape], t => new Dirichlet(t[0].Expand([3])), x => Share(x, Shape, 2 * Shape), [1e-30, 1e-10, 1e-4]),
    };

    [Theory, MemberData(nameof(Cases))]
    public void Draws_fall_below_a_point_as_often_as_they_must(string name, DType dtype)
    {
        using var scope = TensorScope.Enter();
        var (theta, build, cdf, points) = Families[name];
        var distribution = build(Tensor.From(theta).To(dtype));
        var draws = distribution.Draw(new NoiseStream(3), Count).Value.To(DType.F64);
        if (draws.Rank > 1) draws = draws.Select(-1, 0);
        draws.ToArray<double>().ShouldAllBe(x => distribution.Support.Contains(x));
        foreach (var point in points)
        {
            var p = cdf(point);
            // Four standard errors, and what the power law leaves out at the largest points.
            draws.Le(point).To(DType.F64).Mean().ToDouble().ShouldBe(p, 4 * Math.Sqrt(p * (1 - p) / Count) + 1e-6, $"P(X ≤ {point})");
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void Draws_have_finite_densities_and_gradients(string name, DType dtype)
    {
        using var scope = TensorScope.Enter();
        var (theta, build, _, _) = Families[name];
        var leaf = Tensor.From(theta).To(dtype).RequireGrad();
        var drawn = build(leaf).Draw(new NoiseStream(4), 1000);
        drawn.Value.ToArray(dtype).ShouldAllBe(x => double.IsFinite(x));
        drawn.LogProb().ToArray(dtype).ShouldAllBe(x => double.IsFinite(x));
        Gradients.Of([drawn.Source.LogProb(drawn.Value.Detach()).Mean()], [leaf])[0].ToArray(dtype).ShouldAllBe(x => double.IsFinite(x));
        // Of a bounded function of the draws, as those themselves may be next to the greatest number.
        Gradients.Of([(drawn.Value.Abs() + 1).Log().Mean()], [leaf])[0].ToArray(dtype).ShouldAllBe(x => double.IsFinite(x));
    }

    [Fact]
    public void The_gradient_of_the_log_odds_of_a_beta_draw_keeps_it_at_its_quantile_beyond_f32()
    {
        using var scope = TensorScope.Enter();
        Tensor alpha = Tensor.Scalar(0.01, DType.F64).RequireGrad(), beta = Tensor.Scalar(3.0, DType.F64).RequireGrad();
        var odds = BetaDraws.LogOdds(alpha, beta, [50], new NoiseStream(2));
        foreach (var draw in odds.Unbind())
        {
            var value = draw.ToDouble();
            if (value > -20) continue;
            var gradient = Gradients.Of([draw], [alpha, beta], retainGraph: true);
            // log F = α log x − log α B(α, β) stays constant.
            double LogF(double a, double b) => a * value - Math.Log(a) - SpecialFunctions.BetaLn(a, b);
            const double Step = 1e-5;
            gradient[0].ToDouble().ShouldBe(-(LogF(0.01 + Step, 3) - LogF(0.01 - Step, 3)) / (2 * Step) / 0.01, 2e-3 * Math.Abs(value) * 100);
            gradient[1].ToDouble().ShouldBe(-(LogF(0.01, 3 + Step) - LogF(0.01, 3 - Step)) / (2 * Step) / 0.01, 2e-3);
        }
    }

    /// <summary>P(G ≤ x), G ~ Gamma(0.001, 1), x small: x^α / Γ(α + 1).</summary>
    private static double Lower(double x) => Math.Exp(Shape * Math.Log(x) - SpecialFunctions.GammaLn(Shape + 1)) * (1 - Shape * x);

    /// <summary>P(Y ≤ x), Y ~ Beta(a, b), x small: x^a / (a B(a, b)).</summary>
    private static double Share(double x, double a, double b) => Math.Exp(a * Math.Log(x) - Math.Log(a) - SpecialFunctions.BetaLn(a, b));
}

/// <summary>Numbers of either precision.</summary>
internal static class Numbers
{
    public static double[] ToArray(this Tensor tensor, DType dtype)
    {
        tensor.DType.ShouldBe(dtype);
        return tensor.To(DType.F64).ToArray<double>();
    }
}
