using Elbo.Data;
using Elbo.Evaluation.Latents;
using Elbo.Evaluation.SelfCheck;
using Elbo.Testing;
using Elbo.Probability;
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
    public void The_parts_add_up_to_the_divergence_and_a_limit_takes_the_first_examples()
    {
        using var code = new LinearCode(seed: 3, 3000);
        var found = AggregatePosterior.Measure(code, code.Examples, Split.Test, limit: 400)!;
        found.Examples.ShouldBe(400);
        found.MarginalKl!.Value.Mean.ShouldBe(found.TotalCorrelation.Mean + found.DimensionKl!.Sum(d => d.Mean), Rounding);
        var kl = KlPerDimension.Measure(code, code.Examples, Split.Test, 400).Sum(k => k.Mean);
        // The left side is sampled with one draw per example: 400 draws of standard deviation about 1.5.
        (found.MutualInformation.Mean + found.MarginalKl!.Value.Mean).ShouldBe(kl, 5 * 1.5 / 20);
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
