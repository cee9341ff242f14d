using Elbo.Models.Objectives;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Models.Tests.Objectives;

[NoLeak]
public sealed class MomentMatchingTests
{
    private static readonly double[] bandwidths = [0.7, 2];

    [Fact]
    public void Kernels_are_summed_over_all_pairs_as_written_out()
    {
        using var scope = TensorScope.Enter();
        var noise = new NoiseStream(1);
        var (a, b) = (noise.Normal([5, 3], dtype: DType.F64), noise.Normal([5, 3], dtype: DType.F64) + 0.5);
        double[][] x = Rows(a), y = Rows(b);
        double within = Pairs(x, x, true), other = Pairs(y, y, true), across = Pairs(x, y, true);
        var (withinA, withinB, between) = MomentMatching.Means(a, b, bandwidths, withDiagonal: true);
        withinA.ToDouble().ShouldBe(within / 25, 1e-12);
        withinB.ToDouble().ShouldBe(other / 25, 1e-12);
        between.ToDouble().ShouldBe(across / 25, 1e-12);
        MomentMatching.Unbiased(a, b, bandwidths).ToDouble().ShouldBe(Pairs(x, x, false) / 20 + Pairs(y, y, false) / 20 - 2 * across / 25, 1e-12);

        static double[][] Rows(Tensor t) => [.. t.ToArray<double>().Chunk(3)];
        static double Pairs(double[][] l, double[][] r, bool own) =>
            l.SelectMany((p, i) => r.Where((_, j) => own || i != j).Select(q => bandwidths.Sum(s => Math.Exp(-p.Zip(q, (u, v) => (u - v) * (u - v)).Sum() / (2 * s * s))))).Sum();
    }

    [Fact]
    public void The_unbiased_estimate_averages_zero_for_one_distribution_and_the_closed_value_for_two()
    {
        using var scope = TensorScope.Enter();
        const double s = 1, shift = 1.5;
        var noise = new NoiseStream(2);
        double[] same = new double[400], apart = new double[400];
        for (var k = 0; k < 400; k++)
        {
            using var inner = TensorScope.Enter();
            var (a, b) = (noise.Normal([20, 1], dtype: DType.F64), noise.Normal([20, 1], dtype: DType.F64));
            same[k] = MomentMatching.Unbiased(a, b, [s]).ToDouble();
            apart[k] = MomentMatching.Unbiased(a, b + shift, [s]).ToDouble();
        }
        // E k(x, y) of N(0, 1) and N(δ, 1): √(s²/(s² + 2)) exp(−δ²/2(s² + 2)).
        Within(same, 0);
        Within(apart, 2 * Math.Sqrt(s * s / (s * s + 2)) * (1 - Math.Exp(-shift * shift / (2 * (s * s + 2)))));

        static void Within(double[] values, double exact)
        {
            var mean = values.Average();
            var error = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1.0) / values.Length);
            Math.Abs(mean - exact).ShouldBeLessThan(3.5 * error);
        }
    }

    [Fact]
    public void Gradients_are_finite_differences()
    {
        using var scope = TensorScope.Enter();
        var noise = new NoiseStream(3);
        var (a, b) = (noise.Normal([4, 2], dtype: DType.F64), noise.Normal([4, 2], dtype: DType.F64));
        var slope = Gradients.Of(MomentMatching.Unbiased(a, b.RequireGrad(), bandwidths), b).ToArray<double>();
        using var off = Gradients.Off();
        var values = b.ToArray<double>();
        for (var i = 0; i < values.Length; i++)
        {
            double At(double by)
            {
                var moved = values.ToArray();
                moved[i] += by;
                return MomentMatching.Unbiased(a, Tensor.From(moved, 4, 2), bandwidths).ToDouble();
            }
            slope[i].ShouldBe((At(1e-5) - At(-1e-5)) / 2e-5, 1e-8);
        }
    }
}
