using Elbo.Evaluation.Density;
using Elbo.Evaluation.Likelihood;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Evaluation.Tests.Density;

[NoLeak]
public sealed class ParzenWindowTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Windows_around_draws_of_a_standard_normal_have_the_density_of_the_blurred_one(int d)
    {
        using var scope = TensorScope.Enter();
        const double width = 0.5;
        const int groups = 40;
        var noise = new NoiseStream(11);
        var x = noise.Normal([5, d]);
        // p̂ is without bias, log p̂ is not: the density is averaged over independent sets of samples.
        var densities = Enumerable.Range(0, groups).Select(_ => new ParzenWindow(noise.Normal([2000, d])).LogDensities(x, width).Select(Math.Exp).ToArray()).ToList();
        var points = x.ToArray<float>();
        for (var n = 0; n < 5; n++)
        {
            var exact = Math.Exp(-0.5 * points.Skip(n * d).Take(d).Sum(v => (double)v * v) / (1 + width * width)) / Math.Pow(2 * Math.PI * (1 + width * width), d / 2.0);
            var estimate = Estimate.Of([.. densities.Select(p => p[n])]);
            Math.Abs(estimate.Mean - exact).ShouldBeLessThan(3.5 * estimate.StandardError);
            (estimate.StandardError / exact).ShouldBeLessThan(0.05);
        }
    }

    [Fact]
    public void One_sample_is_one_Gaussian_of_all_dimensions()
    {
        using var scope = TensorScope.Enter();
        var log = new ParzenWindow(Tensor.From([1f, 2f, 3f], 1, 3)).LogDensities(Tensor.From([1f, 2f, 5f], 1, 3), [0.5, 2]);
        log[0][0].ShouldBe(-1.5 * Math.Log(2 * Math.PI * 0.25) - 4 / 0.5, 1e-5);
        log[1][0].ShouldBe(-1.5 * Math.Log(2 * Math.PI * 4) - 4 / 8.0, 1e-5);
    }

    [Fact]
    public void The_best_width_is_that_of_the_likeliest_validation_data()
    {
        using var scope = TensorScope.Enter();
        var noise = new NoiseStream(5);
        // Copies of the samples want the smallest width, points a distance of 1 from every sample in one dimension a width of 1.
        var samples = noise.Normal([50, 1]) * 1e-3;
        new ParzenWindow(samples).BestWidth(samples, [0.01, 0.1, 1]).ShouldBe(0.01);
        new ParzenWindow(samples).BestWidth(samples + 1, [0.1, 0.5, 1, 2]).ShouldBe(1);
    }

    [Fact]
    public void Many_rows_are_taken_in_blocks_with_the_same_result()
    {
        using var scope = TensorScope.Enter();
        var noise = new NoiseStream(6);
        var (samples, x) = (noise.Normal([9000, 2]), noise.Normal([4000, 2]));
        var whole = new ParzenWindow(samples).LogDensities(x, 0.3);
        var last = new ParzenWindow(samples).LogDensities(x.Narrow(0, 3990, 10), 0.3);
        for (var n = 0; n < 10; n++) whole[3990 + n].ShouldBe(last[n], 1e-4);
    }

    [Fact]
    public void Narrower_and_narrower_copies_of_the_training_data_lose_all_likelihood_elsewhere()
    {
        using var scope = TensorScope.Enter();
        var noise = new NoiseStream(7);
        var (train, test) = (noise.Normal([100, 10]), noise.Normal([50, 10]));
        var means = new ParzenWindow(train).LogDensities(test, [0.3, 0.1, 0.03, 0.01]).Select(l => l.Average()).ToList();
        means.ShouldBe(means.OrderDescending());
        // A tenth of the width costs a hundred times the distance.
        means[3].ShouldBeLessThan(50 * means[1]);
    }

    [Fact]
    public void A_width_that_is_none_is_refused()
    {
        using var scope = TensorScope.Enter();
        var x = Tensor.Zeros([1, 1]);
        Should.Throw<ArgumentOutOfRangeException>(() => new ParzenWindow(x).LogDensities(x, 0));
    }
}
