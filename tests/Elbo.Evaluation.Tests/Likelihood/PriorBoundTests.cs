using Elbo.Data;
using Elbo.Evaluation.Density;
using Elbo.Evaluation.Likelihood;
using Elbo.Models;
using Elbo.Models.Latents;
using Elbo.Probability;
using Elbo.Probability.Inference;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Evaluation.Tests.Likelihood;

[NoLeak]
public sealed class PriorBoundTests
{
    [Fact]
    public void Its_mean_over_draws_of_the_prior_is_the_density()
    {
        using var scope = TensorScope.Enter();
        // One number in two dimensions: 100,000 draws leave little to chance.
        var found = PriorBound.LogMeans(new LinearGaussian(), Examples(3, 2), [1_000, 100_000], 1);
        found.Select(f => f.Length).ShouldBe([3, 3]);
        // A standard error of some 0.01: a draw in ten explains x.
        foreach (var value in found[1]) value.ShouldBe(LinearGaussian.LogEvidence, 0.05);
    }

    [Fact]
    public void It_is_the_window_of_the_noise_around_what_the_decoder_makes_of_its_draws()
    {
        using var scope = TensorScope.Enter();
        var model = new Wave(0.3);
        var x = new NoiseStream(1).Normal([7, Wave.Dimensions]);
        var found = PriorBound.LogMeans(model, new(x, null, Tensor.Arange(7)), [350], 5)[0];
        var noise = new NoiseStream(new SeedStreams(5).Seed("prior"));
        // The same draws, a hundred at a time.
        var z = Ops.Cat([.. new[] { 100, 100, 100, 50 }.Select(n => noise.Normal([n, Wave.Codes]))]);
        var expected = new ParzenWindow(Wave.Decode(z)).LogDensities(x, 0.3);
        for (var n = 0; n < 7; n++) found[n].ShouldBe(expected[n], 1e-3);
    }

    /// <summary>Sheet of Wu et al. 2017, §5: kernel density is far below annealing on a decoder of ten dimensions, and asked for a width it takes one that is too wide.</summary>
    [Fact]
    public void On_a_decoder_of_ten_dimensions_it_is_far_below_annealing_and_prefers_a_width_beyond_the_models()
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        const double Width = 0.1;
        var model = new Wave(Width);
        const int Examples = 10;
        var noise = new NoiseStream(3);
        var x = Wave.Decode(noise.Normal([Examples, Wave.Codes])) + noise.Normal([Examples, Wave.Dimensions]) * Width;
        var batch = new Batch(x, null, Tensor.Arange(Examples));
        var annealed = AnnealedImportance.Forward(new PosteriorPath(model, batch, AnnealingBase.Prior), AnnealingSchedule.Sigmoid(300), 8, new AdaptingStepSize(0.05), new NoiseStream(4)).Log.Average();
        var kernel = PriorBound.LogMeans(model, batch, [1_000, 100_000], 1);
        kernel[1].Average().ShouldBeLessThan(annealed - 20);
        kernel[0].Average().ShouldBeLessThan(kernel[1].Average());
        var draws = Wave.Decode(noise.Normal([20_000, Wave.Codes]));
        new ParzenWindow(draws).BestWidth(x, [Width, 2 * Width, 3 * Width, 4 * Width, 6 * Width]).ShouldBeGreaterThan(Width);
        // To annealing the model's own width is the likeliest: thrice as wide, noise in 50 dimensions costs some 32 nats, of which a wider posterior in 10 gives back 11.
        double Annealed(double width) => AnnealedImportance.Forward(new PosteriorPath(new Wave(width), batch, AnnealingBase.Prior), AnnealingSchedule.Sigmoid(300), 8, new AdaptingStepSize(0.05), new NoiseStream(4)).Log.Average();
        Annealed(3 * Width).ShouldBeLessThan(annealed - 10);
    }

    private static Batch Examples(int count, int dimensions) => new(Tensor.Zeros([count, dimensions]), null, Tensor.Arange(count));

    /// <summary>x = 2 tanh(V tanh(W z)) + σ ε of ten numbers z in fifty dimensions, with weights of their own.</summary>
    private sealed class Wave(double width) : IGenerativeModel
    {
        public const int Codes = 10, Dimensions = 50, Hidden = 30;

        public static Tensor Decode(Tensor z)
        {
            var noise = new NoiseStream(99);
            var (w, v) = (noise.Normal([Codes, Hidden]) / Math.Sqrt(Codes), noise.Normal([Hidden, Dimensions]) / Math.Sqrt(Hidden) * 2);
            return z.Matmul(w).Tanh().Matmul(v).Tanh() * 2;
        }

        public void VisitPrior(Batch given, SiteWalk walk) => walk.At("z", new StandardNormal(Codes));

        public Distribution Likelihood(Batch given, SiteValues z, Pass pass) => Normal.FromLogVariance(Decode(z["z"]), Tensor.Full([1], 2 * Math.Log(width)));
    }
}
