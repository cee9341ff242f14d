using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Probability.Tests.Oracles;

/// <summary>Numbers that other libraries' test suites and closed forms give.</summary>
[NoLeak]
public sealed class PublishedValueTests
{
    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1, 0, 5)]
    [InlineData(1, 1, 8.5914091423)]
    public void Ten_dimensional_gaussian_divergence(double mu, double logVar, double expected)
    {
        using var scope = TensorScope.Enter();
        foreach (var dtype in new[] { DType.F32, DType.F64 })
        {
            var q = Normal.FromLogVariance(Tensor.Full([3, 10], mu, dtype), Tensor.Full([3, 10], logVar, dtype));
            var divergence = Probability.Kl.Between(q, new StandardNormal(10, dtype)).To(DType.F64).ToArray<double>();
            divergence.ShouldAllBe(v => Math.Abs(v - expected) < (dtype == DType.F32 ? 1e-5 : 1e-9));
        }
    }

    [Theory]
    [InlineData(0, -1.4189385)]
    [InlineData(1, -0.9189385)]
    public void Gaussian_log_density_at_one(double mu, double expected)
    {
        using var scope = TensorScope.Enter();
        var distribution = Normal.FromLogVariance(Tensor.From([mu]), Tensor.From([0.0]));
        distribution.LogProb(Tensor.From([1.0])).ToDouble().ShouldBe(expected, 1e-7);
    }

    /// <summary>x = W z + b + σ ε with W = (1, 2), b = (½, −1), σ² = ¼ at x = (1, 1): log p(x) in closed form, posterior N(6/7, 1/21).</summary>
    [Fact]
    public void Under_the_exact_posterior_every_importance_weight_is_the_evidence()
    {
        const double evidence = -2.759558209865452;
        using var scope = TensorScope.Enter();
        var noise = new NoiseStream(3);
        var (q, logW) = LinearGaussian(18.0 / 21, 1.0 / 21, noise, 1000);
        logW.ToArray<double>().ShouldAllBe(v => Math.Abs(v - evidence) < 1e-12);
        var accumulator = new ImportanceAccumulator();
        accumulator.Add(logW);
        accumulator.LogMeanExp().ShouldHaveSingleItem().ShouldBe(evidence, 1e-12);
        accumulator.EffectiveSampleSize().ShouldHaveSingleItem().ShouldBe(1000, 1e-6);
        q.Support.ShouldBe(Support.Real);
    }

    [Fact]
    public void Under_another_posterior_the_bound_falls_short_by_the_divergence()
    {
        const double evidence = -2.759558209865452;
        using var scope = TensorScope.Enter();
        var noise = new NoiseStream(4);
        var (q, logW) = LinearGaussian(0.7, 0.09, noise, 200_000);
        var exact = Normal.FromStd(Tensor.From([18.0 / 21]), Tensor.From([Math.Sqrt(1.0 / 21)]));
        var elbo = logW.Mean().ToDouble();
        var error = Math.Sqrt(logW.Var([0], 1).ToDouble() / 200_000);
        (evidence - elbo).ShouldBe(Probability.Kl.Between(q, exact).ToDouble(), 3 * error);
        var accumulator = new ImportanceAccumulator();
        accumulator.Add(logW);
        accumulator.LogMeanExp()[0].ShouldBe(evidence, 3 * accumulator.StandardError()[0]);
    }

    private static (Normal Q, Tensor LogW) LinearGaussian(double mean, double variance, NoiseStream noise, long samples)
    {
        var w = Tensor.From([1.0, 2.0]);
        var b = Tensor.From([0.5, -1.0]);
        var x = Tensor.From([1.0, 1.0], 1, 2);
        var q = Normal.FromLogVariance(Tensor.From([mean], 1, 1), Tensor.From([Math.Log(variance)], 1, 1));
        var z = q.Draw(noise, samples).Value;
        var likelihood = Normal.FromStd(z * w + b, Tensor.From([0.5]));
        return (q, likelihood.LogProb(x) + new StandardNormal(1, DType.F64).LogProb(z) - q.LogProb(z));
    }
}
