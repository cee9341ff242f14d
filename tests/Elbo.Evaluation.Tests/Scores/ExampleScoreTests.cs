using Elbo.Data;
using Elbo.Evaluation.Measures;
using Elbo.Evaluation.Scores;
using Elbo.Evaluation.SelfCheck;
using Elbo.Evaluation.Tests.Likelihood;
using Elbo.Models;
using Elbo.Models.Latents;
using Elbo.Probability;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Evaluation.Tests.Scores;

[NoLeak]
public sealed class ExampleScoreTests
{
    [Theory, InlineData(0, 1), InlineData(0.3, 1), InlineData(-0.2, 1.4)]
    public void Regret_is_the_divergence_of_the_encoder_from_the_best_posterior(double shift, double stretch)
    {
        using var model = new Wrapped(new LinearGaussian(shift, stretch));
        var regrets = Take("regret", Context(model, 400));
        // log p − (log p − KL(q ‖ posterior)) in closed form, as the posterior is normal and can be reached.
        var expected = 0.5 * ((stretch * stretch) + (shift * shift * 21) - 1 - Math.Log(stretch * stretch));
        // One regret is a mean over 20 draws, which spread by a nat or two: over 400 examples to 0.02. Fifty noisy steps end a few hundredths below the best bound.
        regrets.Count.ShouldBe(400);
        regrets.Average().ShouldBe(expected, 0.12);
    }

    [Fact]
    public void Typicality_and_background_are_differences_of_bounds()
    {
        using var model = new Wrapped(new LinearGaussian());
        // The exact posterior gives log p in every draw.
        Take("typicality", Context(model) with { Typical = new(() => LinearGaussian.LogEvidence + 3) }).ShouldAllBe(t => Math.Abs(t - 3) < 1e-5);
        Take("typicality", Context(model) with { Typical = new(() => LinearGaussian.LogEvidence - 3) }).ShouldAllBe(t => Math.Abs(t - 3) < 1e-5);
        Take("background_excess", Context(model) with { Background = new LinearGaussian() }).ShouldAllBe(e => Math.Abs(e) < 1e-5);
        Take("background_excess", Context(model) with { Background = new LinearGaussian(shift: 3) }).ShouldAllBe(e => e < -0.5);
    }

    [Fact]
    public void Of_two_images_that_are_equally_likely_the_simpler_one_is_the_stranger()
    {
        using var scope = TensorScope.Enter();
        float[] plain = new float[256], busy = [.. new NoiseStream(1).Uniform([256]).ToArray<float>().Select(v => v > 0.5f ? 1f : 0)];
        using var data = new FixedExamples([.. plain, .. busy], [1, 16, 16], 2);
        using var model = new Wrapped(new LinearGaussian());
        var excess = Take("png_excess", new(new(model, data, Split.Test) { Samples = 5 }));
        (excess[0] - excess[1]).ShouldBeGreaterThan(100);
    }

    [Fact]
    public void What_means_nothing_says_why()
    {
        using var model = new Wrapped(new LinearGaussian());
        ScoreCatalog.All.Where(s => s.Unfit(Context(model)) is not null).Select(s => s.Id).ShouldBe(["png_excess", "background_excess", "typicality"]);
        using var layered = new Wrapped(new TwoLayers());
        Should.Throw<UnfitException>(() => Take("regret", Context(layered))).Message.ShouldContain("'h'");
    }

    private static ScoreContext Context(Model model, int examples = 5) => new(new(model, new FakeDataset(examples, 1, 1), Split.Test) { Samples = 10 });

    private static IReadOnlyList<double> Take(string id, ScoreContext context) => ScoreCatalog.All.Single(s => s.Id == id).Take(context);

    /// <summary>Latent variables as a model.</summary>
    private sealed class Wrapped : Model
    {
        public Wrapped(ILatentVariables latent) => Offer(latent);

        public override LossTerms Loss(Batch batch, StepContext step) => throw new NotSupportedException();
    }

    /// <summary>q of the second site depends on the first.</summary>
    private sealed class TwoLayers : ILatentVariables
    {
        public void VisitPosterior(Batch x, SiteWalk walk) => walk.At("h", Normal.FromStd(walk.At("z", Normal.FromStd(Tensor.Zeros([x.Count, 1]), Tensor.Ones([1]))), Tensor.Ones([1])));

        public void VisitPrior(Batch given, SiteWalk walk)
        {
            walk.At("z", new StandardNormal(1));
            walk.At("h", new StandardNormal(1));
        }

        public Distribution Likelihood(Batch given, SiteValues z, Pass pass) => new StandardNormal(2);
    }
}
