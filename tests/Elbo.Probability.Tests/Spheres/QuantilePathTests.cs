using Elbo.Testing;

namespace Elbo.Probability.Tests.Spheres;

[NoLeak]
public sealed class QuantilePathTests
{
    public static TheoryData<long, double> Corners()
    {
        TheoryData<long, double> cases = [];
        foreach (var m in new long[] { 2, 3, 4, 5, 11, 50, 200, 1000 })
            foreach (var kappa in new[] { 1e-3, 1, 20, 300, 1e4, 1e5 })
                cases.Add(m, kappa);
        return cases;
    }

    /// <summary>E[∂w/∂κ] = A′: the mean by quadrature over the angle, in which the density has neither root nor pole.</summary>
    [Theory, MemberData(nameof(Corners))]
    public void The_mean_of_the_path_is_the_derivative_of_the_mean(long m, double kappa)
    {
        var path = new QuantilePath(m);
        var (length, slope) = BesselRatio.Of(0.5 * m - 1, kappa);
        double mass = 0, mean = 0;
        foreach (var (angle, weight) in Angles(m, kappa))
        {
            var distance = 2 * Math.Pow(Math.Sin(0.5 * angle), 2);
            mass += weight;
            mean += weight * distance * (2 - distance) * path.Slope(kappa, distance, length);
        }
        (mean / mass).ShouldBe(slope, 1e-8 * slope);
    }

    /// <summary>What defines h: (1 − w²) h′ + h (κ (1 − w²) − (m − 1) w) = A − w.</summary>
    [Theory, MemberData(nameof(Corners))]
    public void The_slope_solves_its_differential_equation_on_both_sides_of_the_mean(long m, double kappa)
    {
        var path = new QuantilePath(m);
        var (length, variance) = BesselRatio.Of(0.5 * m - 1, kappa);
        var spread = Math.Sqrt(variance);
        foreach (var place in new[] { -3, -1, -0.2, 0.3, 1, 2.5 })
        {
            var distance = 1 - length - place * spread;
            if (distance is <= 0 or >= 2) continue;
            var step = 1e-3 * Math.Min(spread, Math.Min(distance, 2 - distance));
            double H(double d) => path.Slope(kappa, d, length);
            // w rises as the distance falls.
            var slope = (8 * (H(distance - step) - H(distance + step)) - H(distance - 2 * step) + H(distance + 2 * step)) / (12 * step);
            double w = 1 - distance, open = distance * (2 - distance);
            var terms = new[] { open * slope, H(distance) * kappa * open, -H(distance) * (m - 1) * w, w - length };
            terms.Sum().ShouldBe(0, 1e-6 * terms.Max(Math.Abs), $"at {place} standard deviations");
        }
    }

    [Theory, MemberData(nameof(Corners))]
    public void The_slope_is_finite_and_positive_up_to_the_ends(long m, double kappa)
    {
        var (path, length) = (new QuantilePath(m), BesselRatio.Of(0.5 * m - 1, kappa).Ratio);
        foreach (var distance in new[] { 0, 1e-300, 1e-12, 0.5, 1, 1.999999, 2 })
            (path.Slope(kappa, distance, length) is > 0 and < 2).ShouldBeTrue($"at 1 − w = {distance}");
        path.Slope(kappa, 0, length).ShouldBe((1 - length) / (m - 1), 1e-9 * (1 - length) / (m - 1));
    }

    /// <summary>Nodes and unnormalised weights of the angle to μ under the distribution, around its mode.</summary>
    private static IEnumerable<(double Angle, double Weight)> Angles(long m, double kappa)
    {
        // The density in the angle: e^(κ cos θ) sin^(m−2) θ, with its mode where κ sin² θ = (m − 2) cos θ.
        var cosine = m == 2 ? 1 : 2 * kappa / (m - 2 + Math.Sqrt((m - 2.0) * (m - 2) + 4 * kappa * kappa));
        var mode = Math.Acos(Math.Min(1, cosine));
        var width = 1 / Math.Sqrt(kappa + (m - 2) / Math.Max(1e-12, 1 - cosine * cosine) * (m == 2 ? 0 : 1) + 0.1);
        double Log(double t) => kappa * (Math.Cos(t) - cosine) + (m == 2 ? 0 : (m - 2) * Math.Log(Math.Sin(t) / Math.Max(1e-300, Math.Sin(mode))));
        List<(double, double)> nodes = [];
        var (from, to) = (Math.Max(0, mode - 14 * width), Math.Min(Math.PI, mode + 14 * width));
        const int Panels = 120;
        var legendre = new MathNet.Numerics.Integration.GaussLegendreRule(0, 1, 20);
        for (var p = 0; p < Panels; p++)
            for (var k = 0; k < 20; k++)
            {
                var t = from + (to - from) * (p + legendre.GetAbscissa(k)) / Panels;
                nodes.Add((t, legendre.GetWeight(k) * Math.Exp(Log(t))));
            }
        return nodes;
    }
}
