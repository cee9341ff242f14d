using Elbo.Data;
using Elbo.Evaluation.Likelihood;
using Elbo.Evaluation.SelfCheck;
using Elbo.Testing;

namespace Elbo.Evaluation.Tests.SelfCheck;

[NoLeak]
public sealed class ExactIwaeBoundTests
{
    // Of the quadrature: sums of some thousand terms of at most 1, each good to 1e-13.
    private const double Quadrature = 1e-9;

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.9, 1)]
    [InlineData(0, 1.3)]
    [InlineData(-0.9, 1.3)]
    public void One_sample_gives_minus_the_divergence_from_the_posterior(double shift, double stretch) =>
        ExactIwaeBound.Gap(shift, stretch, 1).ShouldBe(-0.5 * (shift * shift + stretch * stretch - 1) + Math.Log(stretch), Quadrature);

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    [InlineData(5000)]
    public void The_exact_posterior_leaves_no_gap(int samples) => ExactIwaeBound.Gap(0, 1, samples).ShouldBe(0, Quadrature);

    [Fact]
    public void The_gap_closes_with_every_sample_at_the_rate_of_the_delta_method()
    {
        var gaps = ((int[])[1, 2, 3, 10, 100, 1000, 10_000]).Select(k => ExactIwaeBound.Gap(0.9, 1.3, k)).ToList();
        for (var k = 1; k < gaps.Count; k++) gaps[k].ShouldBeGreaterThan(gaps[k - 1]);
        gaps.ShouldAllBe(g => g < 0);
        var limit = -0.5 * ExactIwaeBound.RelativeVariance(0.9, 1.3);
        // The next term is of order 1/K.
        (gaps[5] * 1000).ShouldBe(limit, 0.01 * Math.Abs(limit));
        (gaps[6] * 10_000).ShouldBe(limit, 0.001 * Math.Abs(limit));
    }

    [Fact]
    public void Sampled_bounds_rise_with_k_towards_log_p_and_leave_the_delta_methods_gap()
    {
        using var problem = new ScalarProblem();
        IwaeBound Bound(int samples, int examples) => IwaeEvaluator.Evaluate(problem.Model, ScalarProblem.Repeat(examples), Split.Test, samples);
        var one = Bound(1, 20_000).NegativeLogLikelihood;
        one.Mean.ShouldBe(-(ScalarProblem.Reconstruction - ScalarProblem.Kl), 5 * one.StandardError);
        double[] bounds = [-one.Mean, -Bound(5, 20_000).NegativeLogLikelihood.Mean, -Bound(50, 10_000).NegativeLogLikelihood.Mean, -Bound(500, 4000).NegativeLogLikelihood.Mean];
        for (var k = 1; k < bounds.Length; k++) bounds[k].ShouldBeGreaterThan(bounds[k - 1]);
        var large = Bound(500, 20_000).NegativeLogLikelihood;
        var gap = ScalarProblem.LogEvidence + large.Mean;
        gap.ShouldBe(ExactIwaeBound.RelativeVariance(ScalarProblem.Shift, ScalarProblem.Stretch) / 1000, 5 * large.StandardError);
        // And the gap is there to be seen: it is not the error bar.
        gap.ShouldBeGreaterThan(2 * large.StandardError);
    }
}
