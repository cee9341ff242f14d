using Elbo.Data;
using Elbo.Evaluation.Likelihood;
using Elbo.Testing;

namespace Elbo.Evaluation.Tests.Likelihood;

[NoLeak]
public sealed class IwaeEvaluatorTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(50)]
    [InlineData(131)]
    public void With_the_exact_posterior_every_sample_gives_exactly_log_p(int samples)
    {
        var result = IwaeEvaluator.Evaluate(new LinearGaussian(), new FakeDataset(5, 1, 1), Split.Test, samples);
        foreach (var bound in result.PerExample) bound.ShouldBe(LinearGaussian.LogEvidence, 1e-6); // eps is f32
        result.EffectiveSampleSize.ShouldBe(samples, 1e-3);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(49)]
    [InlineData(101)]
    [InlineData(1000)]
    public void Exactly_as_many_samples_are_drawn_as_were_asked_for(int samples)
    {
        var model = new LinearGaussian();
        IwaeEvaluator.Evaluate(model, new FakeDataset(3, 1, 1), Split.Test, samples).Samples.ShouldBe(samples);
        model.Asked.Sum().ShouldBe(samples);
    }

    [Fact]
    public void The_bound_rises_with_the_samples_towards_log_p_and_the_chunking_does_not_bias_it()
    {
        var data = new FakeDataset(400, 1, 1);
        double Nll(int samples, int rows = 4000) =>
            IwaeEvaluator.Evaluate(new LinearGaussian(shift: 0.2, stretch: 1.3), data, Split.Test, samples, rows: rows).NegativeLogLikelihood.Mean;
        // L_1 = log p − KL(q ‖ posterior), here ½ (s² + Δ²·21 − 1 − ln s²).
        var kl = 0.5 * (1.69 + 0.04 * 21 - 1 - Math.Log(1.69));
        var one = IwaeEvaluator.Evaluate(new LinearGaussian(0.2, 1.3), data, Split.Test, 1);
        one.NegativeLogLikelihood.Mean.ShouldBe(-LinearGaussian.LogEvidence + kl, 4 * one.NegativeLogLikelihood.StandardError);
        var (ten, thousand) = (Nll(10), Nll(1000));
        one.NegativeLogLikelihood.Mean.ShouldBeGreaterThan(ten);
        ten.ShouldBeGreaterThan(thousand);
        thousand.ShouldBe(-LinearGaussian.LogEvidence, 0.01);
        Nll(1000, rows: 130).ShouldBe(-LinearGaussian.LogEvidence, 0.01);
    }

    [Fact]
    public void A_limit_takes_the_first_examples()
    {
        IwaeEvaluator.Evaluate(new LinearGaussian(), new FakeDataset(100, 1, 1), Split.Test, 2, limit: 9).PerExample.Count.ShouldBe(9);
        double.IsNaN(IwaeEvaluator.Evaluate(new LinearGaussian(), new FakeDataset(0, 1, 1), Split.Test, 2).NegativeLogLikelihood.Mean).ShouldBeTrue();
    }

    [Fact]
    public void Standard_errors_are_those_of_the_mean()
    {
        var estimate = Estimate.Of([1.0, 2.0, 3.0, 4.0]);
        estimate.Mean.ShouldBe(2.5);
        estimate.StandardError.ShouldBe(Math.Sqrt(5.0 / 3 / 4), 1e-12);
    }
}
