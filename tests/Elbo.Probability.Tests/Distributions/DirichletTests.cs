using Elbo.Probability.Tests.Contract;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Probability.Tests.Distributions;

/// <summary>The contract's rows are scalar; a Dirichlet draw is not, but two shares are a beta distribution and each share has a beta margin.</summary>
[NoLeak]
public sealed class DirichletTests
{
    private static readonly double[] Alpha = [2, 0.9, 4];

    [Fact]
    public void Two_shares_have_the_density_and_entropy_of_a_beta_distribution()
    {
        using var scope = TensorScope.Enter();
        var distribution = new Dirichlet(Tensor.From([2.0, 3.5]));
        var beta = new Beta(Tensor.Scalar(2.0, DType.F64), Tensor.Scalar(3.5, DType.F64), 0);
        distribution.LogProb(Tensor.From([0.3, 0.7])).ToDouble().ShouldBe(beta.LogProb(Tensor.Scalar(0.3, DType.F64)).ToDouble(), 1e-12);
        distribution.Entropy().ToDouble().ShouldBe(beta.Entropy().ToDouble(), 1e-12);
    }

    [Fact]
    public void Each_share_follows_its_beta_margin_and_all_add_up_to_one()
    {
        using var scope = TensorScope.Enter();
        var noise = new NoiseStream(1);
        var distribution = new Dirichlet(Tensor.From(Alpha));
        var draws = distribution.Draw(noise, 100_000).Value;
        (draws.Sum([-1]) - 1).Abs().Max().ToDouble().ShouldBeLessThan(1e-12);
        for (var k = 0; k < 3; k++)
        {
            var (a, b) = (Alpha[k], Alpha.Sum() - Alpha[k]);
            GoodnessOfFit.KolmogorovSmirnov(draws.Select(-1, k).ToArray<double>(), x => MathNet.Numerics.Distributions.Beta.CDF(a, b, x)).ShouldBeGreaterThan(0.01);
        }
    }

    [Fact]
    public void Pathwise_gradients_of_mean_and_variance_match_the_closed_forms()
    {
        using var scope = TensorScope.Enter();
        var noise = new NoiseStream(2);
        var leaf = Tensor.From(Alpha).RequireGrad();
        var distribution = new Dirichlet(leaf);
        var draws = distribution.Draw(noise, 200_000).Value;
        var weights = Tensor.From([1.0, -2, 0.5]);
        // 200,000 draws of terms of order 0.1: standard errors of 2e-4, four of which are allowed.
        Compare((draws * weights).Sum([-1]).Mean(), (distribution.Mean() * weights).Sum());
        Compare(((draws - distribution.Mean().Detach()).Square() * weights).Sum([-1]).Mean(), (distribution.Variance() * weights).Sum());

        void Compare(Tensor estimate, Tensor exact)
        {
            var (a, b) = (Gradients.Of([estimate], [leaf], retainGraph: true)[0], Gradients.Of([exact], [leaf], retainGraph: true)[0]);
            (a - b).Abs().Max().ToDouble().ShouldBeLessThan(8e-4);
        }
    }
}
