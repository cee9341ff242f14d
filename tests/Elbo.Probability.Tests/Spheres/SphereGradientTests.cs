using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Probability.Tests.Spheres;

/// <summary>Gradients of expectations in κ, whose exact value for μᵀz is A′(κ).</summary>
[NoLeak]
public sealed class SphereGradientTests
{
    private const int Count = 400_000;

    /// <summary>The derivative at a fixed proposal, what it leaves out, and their sum, as published (for the gradients that public ports leave out, see docs/spheres.md).</summary>
    [Theory]
    [InlineData(4, 1, 0.19983, 0.02187)]
    [InlineData(5, 2, 0.12771, 0.01966)]
    [InlineData(6, 10, 0.018689, 0.001960)]
    [InlineData(11, 20, 0.009410, 0.000462)]
    [InlineData(21, 50, 0.003210, 0.000063)]
    [InlineData(50, 80, 0.002703, 0.000030)]
    public void Without_correction_the_gradient_falls_short_by_what_the_score_term_adds(long m, double kappa, double path, double score)
    {
        using var scope = TensorScope.Enter();
        var exact = BesselRatio.Of(0.5 * m - 1, kappa).Slope;
        // The mean of 1 − w² is (m − 1) A/κ, so that of the path has a closed form.
        var biased = (m - 1) * BesselRatio.Of(0.5 * m - 1, kappa).Ratio / kappa / Math.Sqrt(4 * kappa * kappa + (m - 1.0) * (m - 1));
        // The published numbers are means of draws, good to a few units of their last digit.
        biased.ShouldBe(path, 7e-5);
        (exact - biased).ShouldBe(score, 7e-5);
        var (none, noneError, _, _) = Measure(m, kappa, SphereCorrection.None);
        none.ShouldBe(path, 4 * noneError + 6e-6);
        var (whole, wholeError, added, addedError) = Measure(m, kappa, SphereCorrection.Score);
        added.ShouldBe(score, 4 * addedError + 6e-6);
        whole.ShouldBe(exact, 4 * wholeError);
        var (implicitly, error, _, _) = Measure(m, kappa, SphereCorrection.Implicit);
        implicitly.ShouldBe(exact, 4 * error);
    }

    /// <summary>With three dimensions nothing is rejected, and the derivative of the draw is all.</summary>
    [Theory]
    [InlineData(SphereCorrection.None)]
    [InlineData(SphereCorrection.Score)]
    [InlineData(SphereCorrection.Implicit)]
    public void In_three_dimensions_all_gradients_are_whole(SphereCorrection correction)
    {
        using var scope = TensorScope.Enter();
        var (whole, error, added, _) = Measure(3, 4, correction);
        whole.ShouldBe(BesselRatio.Of(0.5, 4).Slope, 4 * error);
        added.ShouldBe(0);
    }

    /// <summary>f = (c z)², whose mean is Σ c_i c_j E[z_i z_j] = A/κ |c|² + (1 − m A/κ) (c μ)².</summary>
    [Theory]
    [InlineData("implicit")]
    [InlineData("power")]
    public void Gradients_of_another_function_are_whole_in_direction_and_concentration(string family)
    {
        using var scope = TensorScope.Enter();
        Tensor raw = Tensor.From([0.3, -1.2, 0.5, 0.7]).RequireGrad(), kappa = Tensor.Scalar(3.0, DType.F64).RequireGrad(), c = Tensor.From([1.0, 0.5, -2, 0.3]);
        var mu = raw / raw.Square().Sum().Sqrt();
        Distribution q = family == "power" ? new PowerSpherical(mu, kappa) : new VonMisesFisher(mu, kappa);
        var values = (q.Draw(new NoiseStream(2), Count).Value * c).Sum([-1]).Square();
        Tensor expected;
        if (q is VonMisesFisher)
        {
            var across = new Concentrations(4).MeanLength(kappa) / kappa;
            expected = across * c.Square().Sum() + (1 - across * 4) * (mu * c).Sum().Square();
        }
        else
        {
            // E[1 − t²] = 4αβ/((α+β)(α+β+1)), α = β + κ, β = 3/2.
            var open = (kappa + 1.5) * 6 / ((kappa + 3) * (kappa + 4));
            expected = open / 3 * c.Square().Sum() + (1 - open / 3 * 4) * (mu * c).Sum().Square();
        }
        var (estimate, exact) = (Gradients.Of([values.Mean()], [raw, kappa], retainGraph: true), Gradients.Of([expected], [raw, kappa]));
        // 400,000 draws of derivatives of order 2: standard errors of 3e-3, four of which are allowed.
        for (var k = 0; k < 2; k++) (estimate[k] - exact[k]).Abs().Max().ToDouble().ShouldBeLessThan(0.013);
    }

    /// <summary>Derivative of the mean of w, with its standard error, and the part of it that is the correction.</summary>
    private static (double Whole, double Error, double Added, double AddedError) Measure(long m, double kappa, SphereCorrection correction)
    {
        // A κ for each draw tells their gradients apart.
        var leaf = Tensor.Full([Count], kappa, DType.F64).RequireGrad();
        var mu = Tensor.From([1.0, .. new double[m - 1]]);
        var drawn = new VonMisesFisher(mu, leaf, correction).Draw(new NoiseStream(11));
        var w = drawn.Value.Select(-1, 0);
        var path = Gradients.Of([w.Sum()], [leaf])[0];
        if (drawn.Correction is not { } score) return Statistics(path, Tensor.Zeros([Count], DType.F64));
        // The baseline takes nothing from the mean, as that of the correction is 0.
        var added = Gradients.Of([(score() * (w.Detach() - w.Detach().Mean())).Sum()], [leaf])[0];
        score().Abs().Max().ToDouble().ShouldBe(0);
        return Statistics(path, added);
    }

    private static (double, double, double, double) Statistics(Tensor path, Tensor added)
    {
        double Error(Tensor x) => Math.Sqrt(x.Var([0], 1).ToDouble() / Count);
        return ((path + added).Mean().ToDouble(), Error(path + added), added.Mean().ToDouble(), Error(added));
    }
}
