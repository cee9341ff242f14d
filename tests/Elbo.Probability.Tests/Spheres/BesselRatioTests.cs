using System.Globalization;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Probability.Tests.Spheres;

/// <summary>Against the power series in 80 digits; <c>tests/fixtures/make_bessel_fixtures.py</c> says what the columns are.</summary>
[NoLeak]
public sealed class BesselRatioTests
{
    /// <summary>A few hundred roundings of f64, of which κ² of the continued fraction's derivative bears most.</summary>
    private const double Relative = 1e-10;

    private static readonly double[][] Rows = [.. File.ReadLines(Path.Combine(Repository.Root, "tests", "fixtures", "bessel", "von-mises-fisher.csv")).Skip(1)
        .Select(line => line.Split(',').Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)).ToArray())];

    [Fact]
    public void Ratio_derivative_and_normaliser_have_ten_digits_from_m_2_to_1000_and_kappa_to_100000()
    {
        Rows.Length.ShouldBe(15 * 14);
        foreach (var row in Rows)
        {
            var (m, kappa, order) = (row[0], row[1], 0.5 * row[0] - 1);
            var (ratio, slope) = BesselRatio.Of(order, kappa);
            ratio.ShouldBe(row[2], Relative * row[2], $"A at m = {m}, κ = {kappa}");
            slope.ShouldBe(row[3], Relative * row[3], $"A′ at m = {m}, κ = {kappa}");
            BesselRatio.LogMeanExp(order, kappa).ShouldBe(row[4], Relative * row[4], $"log Λ at m = {m}, κ = {kappa}");
        }
    }

    [Fact]
    public void The_divergence_from_the_uniform_distribution_has_ten_digits_and_so_has_its_derivative()
    {
        using var scope = TensorScope.Enter();
        foreach (var row in Rows)
        {
            var (m, kappa) = ((long)row[0], Tensor.From([row[1]]).RequireGrad());
            var mu = Tensor.Zeros([1, m], DType.F64);
            var divergence = Probability.Kl.Between(new VonMisesFisher(mu, kappa), new HypersphericalUniform(m, DType.F64));
            divergence[0].ToDouble().ShouldBe(row[5], Relative * row[5], $"KL at m = {m}, κ = {row[1]}");
            var expected = row[1] * row[3];
            Gradients.Of(divergence[0], kappa)[0].ToDouble().ShouldBe(expected, Relative * expected, $"its derivative at m = {m}, κ = {row[1]}");
        }
    }

    /// <summary>Divergences of sheets that other programs computed, to the digits they print.</summary>
    [Theory]
    [InlineData(2, 1, 0.21048, 1e-5)]
    [InlineData(3, 1, 0.15160, 1e-5)]
    [InlineData(3, 10, 1.99573, 1e-5)]
    [InlineData(5, 2, 0.34270, 1e-5)]
    [InlineData(6, 10, 2.50019, 1e-5)]
    [InlineData(11, 50, 8.80767, 1e-5)]
    [InlineData(21, 100, 17.35056, 1e-5)]
    [InlineData(50, 80, 19.51521, 1e-5)]
    [InlineData(100, 100, 24.13496, 1e-5)]
    [InlineData(25, 50, 11.814, 1e-3)]
    [InlineData(25, 100, 18.802, 1e-3)]
    [InlineData(50, 20, 3.299, 1e-3)]
    [InlineData(50, 35, 7.743, 1e-3)]
    [InlineData(50, 40, 9.236, 1e-3)]
    [InlineData(50, 60, 14.775, 1e-3)]
    [InlineData(50, 100, 23.571, 1e-3)]
    [InlineData(50, 120, 27.088, 1e-3)]
    [InlineData(50, 150, 31.600, 1e-3)]
    [InlineData(100, 40, 6.581, 1e-3)]
    [InlineData(100, 80, 18.411, 1e-3)]
    [InlineData(100, 150, 36.723, 1e-3)]
    [InlineData(100, 200, 47.086, 1e-3)]
    [InlineData(200, 50, 5.738, 1e-3)]
    [InlineData(200, 100, 18.851, 1e-3)]
    [InlineData(200, 200, 48.195, 1e-3)]
    public void Divergences_are_those_published(long m, double kappa, double expected, double digits)
    {
        using var scope = TensorScope.Enter();
        foreach (var dtype in new[] { DType.F32, DType.F64 })
        {
            var q = new VonMisesFisher(Tensor.Zeros([1, m], dtype), Tensor.From([kappa]).To(dtype));
            Probability.Kl.Between(q, new HypersphericalUniform(m, dtype)).ToDouble().ShouldBe(expected, digits);
        }
    }

    [Theory]
    [InlineData(5, 2)]
    [InlineData(129, 1.5)]
    [InlineData(512, 1e4)]
    [InlineData(1000, 1e5)]
    public void The_derivative_of_the_divergence_is_its_central_difference(long m, double kappa)
    {
        // Five points: the fourth-order error and the rounding of values of the size of κ are both below 1e-7 of the derivative.
        var step = 2e-3 * kappa;
        double At(double k) => k * BesselRatio.Of(0.5 * m - 1, k).Ratio - BesselRatio.LogMeanExp(0.5 * m - 1, k);
        var difference = (8 * (At(kappa + step) - At(kappa - step)) - At(kappa + 2 * step) + At(kappa - 2 * step)) / (12 * step);
        (kappa * BesselRatio.Of(0.5 * m - 1, kappa).Slope).ShouldBe(difference, 1e-6 * difference);
    }

    [Fact]
    public void No_concentration_means_the_uniform_distribution()
    {
        foreach (var order in new[] { 0, 0.5, 499 })
        {
            BesselRatio.Of(order, 0).ShouldBe((0, 0.5 / (order + 1)));
            BesselRatio.LogMeanExp(order, 0).ShouldBe(0);
        }
    }
}
