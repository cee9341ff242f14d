using Elbo.Probability.Tests.Contract;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Probability.Tests.Distributions;

/// <summary>The contract's rows are scalar; a joint draw is not, but its density can be written out and its elements' distributions are known.</summary>
[NoLeak]
public sealed class MixtureOfNormalsTests
{
    // f64 over sums of a few terms of order 10.
    private const double Rounding = 1e-12;

    private static readonly double[] Mu = [0.5, -1, 2, 0, 4, -3], Std = [0.5, 2, 1, 0.3, 1.5, 0.7], Logits = [0.2, -1, 0.7];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Log_probability_is_that_of_the_sum_written_out(bool weighted)
    {
        using var scope = TensorScope.Enter();
        double[] x = [0.3, -0.8, 1, 5, -20, 3], weights = weighted ? [.. Logits.Select(l => Math.Exp(l) / Logits.Sum(Math.Exp))] : [1 / 3.0, 1 / 3.0, 1 / 3.0];
        var logProb = Mixture(weighted: weighted).LogProb(Tensor.From(x, 3, 1, 2));
        logProb.Shape.ToArray().ShouldBe([3L, 1]);
        for (var i = 0; i < 3; i++)
        {
            var density = Enumerable.Range(0, 3).Sum(k => weights[k] * Density(x[2 * i], 2 * k) * Density(x[2 * i + 1], 2 * k + 1));
            logProb.ToArray<double>()[i].ShouldBe(Math.Log(density), 1e-11);
        }
    }

    [Fact]
    public void One_standard_component_is_the_standard_normal_prior()
    {
        using var scope = TensorScope.Enter();
        var one = new MixtureOfNormals(Normal.FromLogVariance(Tensor.Zeros([1, 4], DType.F64), Tensor.Zeros([1, 4], DType.F64)));
        var z = new NoiseStream(1).Normal([5, 3, 4], dtype: DType.F64);
        (one.LogProb(z) - new StandardNormal(4, DType.F64).LogProb(z)).Abs().Max().ToDouble().ShouldBeLessThan(Rounding);
    }

    [Fact]
    public void Elements_of_the_draws_follow_their_mixtures_and_mean_and_variance_are_theirs()
    {
        using var scope = TensorScope.Enter();
        var mixture = Mixture();
        var draws = mixture.Draw(new NoiseStream(3), 200, 500).Value;
        draws.Shape.ToArray().ShouldBe([200L, 500, 2]);
        var weights = Logits.Select(l => Math.Exp(l) / Logits.Sum(Math.Exp)).ToArray();
        for (var d = 0; d < 2; d++)
        {
            var element = draws.Select(-1, d).Reshape([-1]);
            GoodnessOfFit.KolmogorovSmirnov(element.ToArray<double>(), x => Enumerable.Range(0, 3).Sum(k => weights[k] * MathNet.Numerics.Distributions.Normal.CDF(Mu[2 * k + d], Std[2 * k + d], x))).ShouldBeGreaterThan(0.01);
            // 100,000 draws of a variance below 8: five standard errors of a mean and of a variance.
            mixture.Mean().ToArray<double>()[d].ShouldBe(element.Mean().ToDouble(), 0.05);
            mixture.Variance().ToArray<double>()[d].ShouldBe(element.Var([0], correction: 1).ToDouble(), 0.2);
        }
        // Elements of one draw are of one component: the covariance is that of its means.
        double[] mean = mixture.Mean().ToArray<double>();
        var covariance = Enumerable.Range(0, 3).Sum(k => weights[k] * (Mu[2 * k] - mean[0]) * (Mu[2 * k + 1] - mean[1]));
        ((draws.Select(-1, 0) - mean[0]) * (draws.Select(-1, 1) - mean[1])).Mean().ToDouble().ShouldBe(covariance, 0.1);
    }

    [Fact]
    public void Gradients_reach_draws_components_and_weights_and_agree_with_finite_differences()
    {
        using var scope = TensorScope.Enter();
        double[] theta = [.. Mu, .. Std.Select(s => 2 * Math.Log(s)), .. Logits, 0.3, -0.8];
        var at = Tensor.From(theta).RequireGrad();
        var gradient = Gradients.Of([Value(at)], [at])[0].ToArray<double>();
        const double Step = 1e-5;
        for (var k = 0; k < theta.Length; k++)
        {
            double[] above = [.. theta], below = [.. theta];
            (above[k], below[k]) = (theta[k] + Step, theta[k] - Step);
            gradient[k].ShouldBe((Value(Tensor.From(above)).ToDouble() - Value(Tensor.From(below)).ToDouble()) / (2 * Step), 1e-7);
        }
        var detached = new MixtureOfNormals(Normal.FromLogVariance(at.Narrow(0, 0, 6).View([3, 2]), at.Narrow(0, 6, 6).View([3, 2])), at.Narrow(0, 12, 3)).Detached();
        detached.LogProb(Tensor.From([0.3, -0.8])).RequiresGrad.ShouldBeFalse();

        static Tensor Value(Tensor t) =>
            new MixtureOfNormals(Normal.FromLogVariance(t.Narrow(0, 0, 6).View([3, 2]), t.Narrow(0, 6, 6).View([3, 2])), t.Narrow(0, 12, 3)).LogProb(t.Narrow(0, 15, 2));
    }

    // Sums of 40 numbers of order 1 to 1/σ², half of an f32's last place each, and the largest of 50,000 errors: 10⁻⁷ · 40/σ² and some room.
    [Theory]
    [InlineData(0, 1, 1e-4)]
    [InlineData(1000, 1, 1e-4)]
    [InlineData(0, 0.1, 2e-3)]
    [InlineData(0, 0.03, 2e-2)]
    public void In_f32_the_error_grows_with_the_square_of_how_narrow_components_are(double shift, double std, double tolerance)
    {
        using var scope = TensorScope.Enter();
        var noise = new NoiseStream(4);
        // Rounded first, so that both precisions see the same numbers: far from zero, and narrow as an encoder's components are.
        Tensor mu = noise.Normal([500, 40]) + shift, logVar = noise.Normal([500, 40]) * 0.5 + 2 * Math.Log(std);
        var z = mu.Narrow(0, 0, 100) + noise.Normal([100, 40]) * std;
        var single = new MixtureOfNormals(Normal.FromLogVariance(mu, logVar)).LogProb(z).To(DType.F64);
        var twice = new MixtureOfNormals(Normal.FromLogVariance(mu.To(DType.F64), logVar.To(DType.F64))).LogProb(z.To(DType.F64));
        (single - twice).Abs().Max().ToDouble().ShouldBeLessThan(tolerance);
    }

    [Fact]
    public void Components_and_weights_of_other_axes_are_refused()
    {
        using var scope = TensorScope.Enter();
        Should.Throw<ArgumentException>(() => new MixtureOfNormals(Normal.FromLogVariance(Tensor.Zeros([4]), Tensor.Zeros([4])))).Message.ShouldContain("last batch axis [K]");
        Should.Throw<ArgumentException>(() => new MixtureOfNormals(Normal.FromLogVariance(Tensor.Zeros([2, 4]), Tensor.Zeros([2, 4])), Tensor.Zeros([3]))).Message.ShouldContain("one for each");
        Should.Throw<NotSupportedException>(() => Mixture().Elements());
        Should.Throw<ArgumentException>(() => Mixture().LogProb(Tensor.Zeros([3], DType.F64))).Message.ShouldContain("event shape [2]");
    }

    private static double Density(double x, int at) => MathNet.Numerics.Distributions.Normal.PDF(Mu[at], Std[at], x);

    private static MixtureOfNormals Mixture(bool weighted = true) =>
        new(Normal.FromStd(Tensor.From(Mu, 3, 2), Tensor.From(Std, 3, 2)), weighted ? Tensor.From(Logits) : null);
}
