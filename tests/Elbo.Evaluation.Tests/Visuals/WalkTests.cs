using Elbo.Evaluation.Visuals;
using Elbo.Testing;

namespace Elbo.Evaluation.Tests.Visuals;

[NoLeak]
public sealed class WalkTests
{
    private const double Rounding = 1e-12;

    [Fact]
    public void The_straight_walk_is_the_mean_in_the_middle_and_the_codes_at_its_ends()
    {
        double[] a = [1, -2, 4], b = [3, 0, -4];
        Interpolation.Linear(a, b, 0).ShouldBe(a);
        Interpolation.Linear(a, b, 1).ShouldBe(b);
        Interpolation.Linear(a, b, 0.5).ShouldBe([2, -1, 0]);
    }

    [Fact]
    public void The_arc_keeps_to_the_sphere_at_equal_angles()
    {
        double[] a = [2, 0], b = [0, 2];
        foreach (var t in (double[])[0, 0.25, 1.0 / 3, 0.5, 1])
        {
            var code = Interpolation.Spherical(a, b, t);
            code[0].ShouldBe(2 * Math.Cos(t * Math.PI / 2), Rounding);
            code[1].ShouldBe(2 * Math.Sin(t * Math.PI / 2), Rounding);
        }
    }

    [Fact]
    public void Codes_without_an_arc_between_them_take_the_line()
    {
        double[] a = [1, 2];
        Interpolation.Spherical(a, [2, 4], 0.5).ShouldBe([1.5, 3]);
        Interpolation.Spherical(a, [-1, -2], 0.25).ShouldBe([0.5, 1]);
        Interpolation.Spherical(a, [0, 0], 0.5).ShouldBe([0.5, 1]);
    }

    [Fact]
    public void A_walk_between_directions_keeps_to_the_sphere_even_to_the_opposite_one()
    {
        double[] a = [0.6, 0.8, 0];
        foreach (var b in (double[][])[[0, 0, 1], [-0.6, -0.8, 0], [0.6, 0.8, 0], [0.60000001, 0.79999999, 0]])
            foreach (var t in (double[])[0, 0.2, 0.5, 1])
            {
                var code = Interpolation.Arc(a, b, t);
                code.Sum(v => v * v).ShouldBe(1, Rounding);
                // Equal steps of the angle; the arc cosine of nearly 1 has half the digits.
                var dot = a.Zip(b, (x, y) => x * y).Sum();
                Math.Acos(Math.Clamp(a.Zip(code, (x, y) => x * y).Sum(), -1, 1)).ShouldBe(t * Math.Acos(Math.Clamp(dot, -1, 1)), 1e-7);
            }
        Interpolation.Arc(a, [0, 0, 1], 1).ShouldBe([0, 0, 1], Rounding);
    }

    [Fact]
    public void Quantiles_cut_the_prior_into_equal_parts()
    {
        Manifold.Quantiles(1).ShouldBe([0], 1e-15);
        // Φ^{-1}(1/4 and 3/4) at the middles of two cells; published to ten digits.
        Manifold.Quantiles(2).ShouldBe([-0.6744897502, 0.6744897502], 1e-10);
        Manifold.Quantiles(20)[19].ShouldBe(1.9599639845, 1e-10); // Φ^{-1}(0.975)
    }
}
