using Elbo.Evaluation.Density;
using Elbo.Evaluation.Studies;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Evaluation.Tests.Density;

[NoLeak]
public sealed class GaussianPairTests
{
    private static readonly (double, double, double, double)[] mixture = [(-2, -2, 0.7, 0.35), (2, 2, 0.7, 0.65)];

    [Fact]
    public void Maximum_likelihood_ends_at_the_mean_and_half_the_trace_of_the_covariance()
    {
        using var scope = TensorScope.Enter();
        var pair = new GaussianPair(mixture);
        var (x, y, s) = pair.Moments();
        var fit = ToyObjectivesStudy.Fit(pair.Forward, default);
        x.ShouldBe(0.6, 1e-12);
        y.ShouldBe(0.6, 1e-12);
        s.ShouldBe(Math.Sqrt(0.49 + 4 * 0.35 * 0.65 * 4), 1e-12);
        fit.X.ShouldBe(x, 1e-3);
        fit.Y.ShouldBe(y, 1e-3);
        fit.S.ShouldBe(s, 1e-3);
    }

    [Fact]
    public void Jensen_Shannon_settles_on_the_larger_mode_and_pays_with_likelihood()
    {
        using var scope = TensorScope.Enter();
        var pair = new GaussianPair(mixture);
        var fit = ToyObjectivesStudy.Fit(pair.JensenShannon, default);
        Math.Sqrt(Math.Pow(fit.X - 2, 2) + Math.Pow(fit.Y - 2, 2)).ShouldBeLessThan(0.1);
        var (x, y, s) = pair.Moments();
        pair.Forward(Tensor.From([fit.X, fit.Y], 2), Tensor.From([Math.Log(fit.S)], 1)).ToDouble()
            .ShouldBeGreaterThan(pair.Forward(Tensor.From([x, y], 2), Tensor.From([Math.Log(s)], 1)).ToDouble() + 1);
    }

    [Fact]
    public void Divergences_of_two_Gaussians_are_the_closed_ones()
    {
        using var scope = TensorScope.Enter();
        var pair = new GaussianPair([(0.5, -0.5, 0.8, 1)]);
        var (m, logS) = (Tensor.From([0.0, 1.0], 2), Tensor.From([Math.Log(1.3)], 1));
        double distance = 0.25 + 2.25, p = 0.8, q = 1.3;
        pair.Forward(m, logS).ToDouble().ShouldBe(2 * Math.Log(q / p) + p * p / (q * q) - 1 + distance / (2 * q * q), 1e-9);
        pair.Reverse(m, logS).ToDouble().ShouldBe(2 * Math.Log(p / q) + q * q / (p * p) - 1 + distance / (2 * p * p), 1e-6);
        pair.JensenShannon(Tensor.From([0.5, -0.5], 2), Tensor.From([Math.Log(0.8)], 1)).ToDouble().ShouldBe(0, 1e-12);
        pair.SquaredDiscrepancy(Tensor.From([0.5, -0.5], 2), Tensor.From([Math.Log(0.8)], 1), 1).Sum().ToDouble().ShouldBe(0, 1e-12);
    }

    [Fact]
    public void The_closed_discrepancy_is_the_mean_over_draws()
    {
        using var scope = TensorScope.Enter();
        const int n = 400_000;
        const double h = 1.5;
        var noise = new NoiseStream(9);
        var pair = new GaussianPair(mixture);
        var (m, logS) = (Tensor.From([1.0, 0.5], 2), Tensor.From([Math.Log(1.2)], 1));
        Tensor P()
        {
            var second = noise.Uniform([n, 1], dtype: DType.F64).Lt(0.65).To(DType.F64) * 4 - 2;
            return second + noise.Normal([n, 2], dtype: DType.F64) * 0.7;
        }
        Tensor Q() => m + noise.Normal([n, 2], dtype: DType.F64) * 1.2;
        Tensor K(Tensor a, Tensor b) => ((a - b).Square().Sum([1]) / (-2 * h * h)).Exp();
        var terms = (K(P(), P()) - K(P(), Q()) * 2 + K(Q(), Q())).ToArray<double>();
        var estimate = Evaluation.Likelihood.Estimate.Of(terms);
        Math.Abs(estimate.Mean - pair.SquaredDiscrepancy(m, logS, h).Sum().ToDouble()).ShouldBeLessThan(3.5 * estimate.StandardError);
    }

    [Theory]
    [InlineData("jsd")]
    [InlineData("kl")]
    [InlineData("reverse")]
    [InlineData("mmd")]
    public void Gradients_are_finite_differences(string criterion)
    {
        using var scope = TensorScope.Enter();
        var pair = new GaussianPair(mixture);
        Tensor Of(Tensor m, Tensor logS) => (criterion switch { "jsd" => pair.JensenShannon(m, logS), "kl" => pair.Forward(m, logS), "reverse" => pair.Reverse(m, logS), _ => pair.SquaredDiscrepancy(m, logS, 1) }).Sum();
        var (m, logS) = (Tensor.From([0.7, 1.1], 2).RequireGrad(), Tensor.From([0.2], 1).RequireGrad());
        Of(m, logS).Backward();
        const double step = 1e-5;
        var byM = (At(0.7 + step, 1.1, 0.2) - At(0.7 - step, 1.1, 0.2)) / (2 * step);
        var byS = (At(0.7, 1.1, 0.2 + step) - At(0.7, 1.1, 0.2 - step)) / (2 * step);
        m.Grad!.ToArray<double>()[0].ShouldBe(byM, 1e-7);
        logS.Grad!.ToArray<double>()[0].ShouldBe(byS, 1e-7);

        double At(double x, double y, double s) => Of(Tensor.From([x, y], 2), Tensor.From([s], 1)).ToDouble();
    }
}
