using Elbo.Data;
using Elbo.Evaluation.Latents;
using Elbo.Evaluation.SelfCheck;
using Elbo.Probability;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Evaluation.Tests.Latents;

[NoLeak]
public sealed class AggregatePosteriorTests
{
    // Log-densities are f32 of size up to a hundred; a mean over thousands of them is better than this.
    private const double Rounding = 1e-5;

    [Fact]
    public void Equal_posteriors_say_nothing_and_their_dimensions_are_independent()
    {
        const int Examples = 2000, Latent = 10;
        var found = Measure((_, _) => 0, (_, _) => 0, Examples, Latent);
        found.MutualInformation.Mean.ShouldBe(0, Rounding);
        // Weights 1/N left out, as in the minibatch estimate of disentanglement_lib, would leave −(Z − 1) log N here, −82.893 for N = 10,000.
        found.TotalCorrelation.Mean.ShouldBe(0, Rounding);
        foreach (var dimension in found.DimensionKl!) dimension.Mean.ShouldBe(0, Rounding);
        found.MarginalKl!.Value.Mean.ShouldBe(0, Rounding);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(300)]
    public void Posteriors_far_apart_tell_every_example_and_reach_the_ceiling_of_log_n(int examples)
    {
        var found = Measure((n, _) => 100 * n, (_, _) => 0, examples, 1);
        found.MutualInformation.Mean.ShouldBe(Math.Log(examples), Rounding);
        found.MutualInformation.Mean.ShouldBeLessThanOrEqualTo(found.Ceiling + Rounding);
        found.Examples.ShouldBe(examples);
    }

    [Fact]
    public void Two_copies_of_one_coordinate_share_its_information()
    {
        // z_1 = z_2 up to nothing: points at n·(1, 1) with tiny spread. Then H(n) = log N is told by each coordinate, and shared once.
        var found = Measure((n, _) => 100 * n, (_, _) => 0, 50, 2);
        found.TotalCorrelation.Mean.ShouldBe(Math.Log(50), Rounding);
    }

    [Fact]
    public void Correlated_gaussians_have_the_published_total_correlation()
    {
        LinearCode.TotalCorrelation.ShouldBe(0.8304, 5e-5); // peers' figure for [[1, .9], [.9, 1]]
        using var code = new LinearCode(seed: 3, 3000);
        var found = AggregatePosterior.Measure(code, code.Examples, Split.Test, 3000)!;
        found.TotalCorrelation.Mean.ShouldBe(LinearCode.TotalCorrelation, 5 * found.TotalCorrelation.StandardError);
        found.TotalCorrelation.StandardError.ShouldBeLessThan(0.03);
    }

    [Fact]
    public void The_parts_add_up_to_the_divergence()
    {
        using var code = new LinearCode(seed: 3, 3000);
        var found = AggregatePosterior.Measure(code, code.Examples, Split.Test, limit: 400)!;
        found.Examples.ShouldBe(400);
        found.MarginalKl!.Value.Mean.ShouldBe(found.TotalCorrelation.Mean + found.DimensionKl!.Sum(d => d.Mean), Rounding);
        var kl = KlPerDimension.Measure(code, code.Examples, Split.Test, 400).Sum(k => k.Mean);
        // The left side is sampled with one draw per example: 400 draws of standard deviation about 1.5.
        (found.MutualInformation.Mean + found.MarginalKl!.Value.Mean).ShouldBe(kl, 5 * 1.5 / 20);
    }

    [Theory]
    [InlineData(300, 1.0, 0.74)]
    [InlineData(300, 0.01, 1)] // pairs of neighbours count for both of their terms, which the terms' spread misses: near the ceiling: ½ log(0.19/s²) would be 3.8 nats, and log 300 is 5.7
    public void The_error_is_the_spread_of_the_figure_over_other_examples_and_draws(int examples, double scale, double least)
    {
        const int Repetitions = 120;
        List<AggregatePosterior> found = [];
        for (ulong seed = 1; seed <= Repetitions; seed++)
        {
            using var scope = TensorScope.Enter();
            var noise = new NoiseStream(seed);
            var x = noise.Normal([examples, 2]);
            var means = Ops.Cat([x.Narrow(1, 0, 1), x.Narrow(1, 0, 1) * 0.9 + x.Narrow(1, 1, 1) * 0.4], -1);
            found.Add(AggregatePosterior.Measure(Normal.FromLogVariance(means, Tensor.Zeros(means.Shape) + Math.Log(0.1 * scale)), new StandardNormal(2), noise));
        }
        // The spread of 120 figures is known to 1/√240 = 6.5 %, four of which are 26 %; a jackknife errs on the side of too much (Efron & Stein 1981).
        Close(found.Select(f => f.MutualInformation), least);
        Close(found.Select(f => f.TotalCorrelation));
        Close(found.Select(f => f.MarginalKl!.Value));
        Close(found.Select(f => f.DimensionKl![1]));

        static void Close(IEnumerable<Elbo.Evaluation.Likelihood.Estimate> figures, double least = 0.74)
        {
            double[] means = [.. figures.Select(f => f.Mean)];
            var spread = Math.Sqrt(means.Sum(m => (m - means.Average()) * (m - means.Average())) / (means.Length - 1));
            (figures.Average(f => f.StandardError) / spread).ShouldBeInRange(least, 1.6);
        }
    }

    [Fact]
    public void Examples_are_drawn_from_all_of_a_split_by_the_seed()
    {
        // Sorted data: the first half is one point, the second another, so that the first half alone says nothing.
        using var data = new FixedExamples([.. Enumerable.Repeat(0f, 2000), .. Enumerable.Repeat(4f, 2000)], 2, 2000);
        using var code = new LinearCode(seed: 3, 4);
        var drawn = AggregatePosterior.Measure(code, data, Split.Test, examples: 500)!;
        drawn.Examples.ShouldBe(500);
        drawn.MutualInformation.Mean.ShouldBe(Math.Log(2), 0.02);
        AggregatePosterior.Measure(code, data, Split.Test, examples: 500, limit: 1000)!.MutualInformation.Mean.ShouldBe(0, 1e-4);
        drawn.MutualInformation.Mean.ShouldBe(AggregatePosterior.Measure(code, data, Split.Test, examples: 500)!.MutualInformation.Mean);
    }

    [Fact]
    public void The_blocks_it_works_in_do_not_show()
    {
        // 1500 × 1500 × 3 values are two blocks and part of a third; the same posteriors in reverse order meet other borders.
        double Mean(int n, int j) => Math.Sin(n * (j + 1.7)) * 2;
        double LogVar(int n, int j) => 0.3 * Math.Cos(n + j);
        var (forward, backward) = (Measure(Mean, LogVar, 1500, 3), Measure((n, j) => Mean(1499 - n, j), (n, j) => LogVar(1499 - n, j), 1500, 3));
        forward.MutualInformation.Mean.ShouldBe(backward.MutualInformation.Mean, 5 * Math.Sqrt(2) * forward.MutualInformation.StandardError);
        forward.TotalCorrelation.Mean.ShouldBe(backward.TotalCorrelation.Mean, 5 * Math.Sqrt(2) * forward.TotalCorrelation.StandardError);
    }

    private static AggregatePosterior Measure(Func<int, int, double> mean, Func<int, int, double> logVar, int examples, int latent)
    {
        using var scope = TensorScope.Enter();
        float[] mu = new float[examples * latent], spread = new float[examples * latent];
        for (var k = 0; k < mu.Length; k++) (mu[k], spread[k]) = ((float)mean(k / latent, k % latent), (float)logVar(k / latent, k % latent));
        return AggregatePosterior.Measure(Normal.FromLogVariance(Tensor.From(mu, examples, latent), Tensor.From(spread, examples, latent)), new StandardNormal(latent), new NoiseStream(5));
    }
}
