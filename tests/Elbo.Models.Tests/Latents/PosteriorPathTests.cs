using Elbo.Data;
using Elbo.Models.Latents;
using Elbo.Models.Zoo.LinearGaussian;
using Elbo.Probability.Inference;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Models.Tests.Latents;

/// <summary>The linear Gaussian decoder of J = 5, D = 20, σ² = 0.1, whose log p(x) is known.</summary>
[NoLeak]
public sealed class PosteriorPathTests
{
    private const int Latent = 5, Dimensions = 20, Examples = 10;

    [Fact, Trait("Category", "Long")]
    public void Sixteen_chains_of_a_thousand_distributions_come_within_a_twentieth_of_a_nat()
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        using var model = Build();
        var made = Simulation.Draw(model, Given(100), new NoiseStream(1));
        var path = new PosteriorPath(model, made.X, AnnealingBase.Prior);
        var schedule = AnnealingSchedule.Sigmoid(1000);
        var estimate = AnnealedImportance.Forward(path, schedule, 16, AdaptingStepSize.For(path, schedule, new NoiseStream(12)), new NoiseStream(2));
        var exact = model.LogEvidence(made.X).ToArray<double>();
        estimate.Log.Average().ShouldBe(exact.Average(), 0.05);
        estimate.Log.Zip(exact, (log, truth) => Math.Abs(log - truth)).ShouldAllBe(difference => difference < 1);
        estimate.Acceptance.ShouldBeInRange(0.5, 0.95);
    }

    [Fact]
    public void Log_p_lies_between_forward_and_reverse_and_more_distributions_close_the_gap()
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        using var model = Build();
        var made = Simulation.Draw(model, Given(Examples), new NoiseStream(3));
        var exact = model.LogEvidence(made.X).ToArray<double>().Average();
        var before = double.PositiveInfinity;
        foreach (var count in (int[])[20, 100, 500])
        {
            var path = new PosteriorPath(model, made.X, AnnealingBase.Prior);
            var schedule = AnnealingSchedule.Sigmoid(count);
            var pilot = new AdaptingStepSize(0.05);
            AnnealedImportance.Forward(path, schedule, 16, pilot, new NoiseStream(4));
            var sizes = pilot.Frozen(count);
            var lower = AnnealedImportance.Forward(path, schedule, 16, sizes, new NoiseStream(5)).Log.Average();
            var upper = AnnealedImportance.Reverse(path, path.Place(made.Z), schedule, 16, sizes, new NoiseStream(6)).Log.Average();
            // Bounds in expectation: of ten examples by 16 chains some hundredths of a nat are chance once the gap is closed.
            lower.ShouldBeLessThan(exact + 0.05);
            upper.ShouldBeGreaterThan(exact - 0.05);
            (upper - lower).ShouldBeLessThan(before);
            before = upper - lower;
        }
        before.ShouldBeLessThan(0.2);
    }

    [Fact]
    public void From_the_exact_posterior_every_weight_is_p()
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        using var model = Build();
        var made = Simulation.Draw(model, Given(Examples), new NoiseStream(7));
        var exact = model.LogEvidence(made.X).ToArray<double>();
        var path = new PosteriorPath(model, made.X, AnnealingBase.Encoder);
        foreach (var estimate in (AnnealedEstimate[])
        [
            AnnealedImportance.Forward(path, AnnealingSchedule.Sigmoid(20), 4, new AdaptingStepSize(), new NoiseStream(8)),
            AnnealedImportance.Reverse(path, path.Place(made.Z), AnnealingSchedule.Sigmoid(20), 4, new AdaptingStepSize(), new NoiseStream(9)),
        ])
        {
            for (var b = 0; b < Examples; b++) estimate.Log[b].ShouldBe(exact[b], 1e-9);
            estimate.EffectiveChains.ShouldAllBe(v => Math.Abs(v - 4) < 1e-9);
        }
    }

    [Fact]
    public void What_is_simulated_has_the_distribution_of_the_model()
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        using var model = Build();
        var made = Simulation.Draw(model, Given(4000), new NoiseStream(10));
        made.X.X.DType.ShouldBe(DType.F32);
        // E log p(x) is minus the entropy: ½ log det(2πe C), by the model's own evidence at the mean: −½ log det 2πC there.
        var atMean = model.LogEvidence(new(Parameter(model, "decoder.bias").Unsqueeze(0), null, Tensor.Arange(1))).ToDouble();
        // −½ χ² of 20 degrees of freedom: of standard deviation √10.
        model.LogEvidence(made.X).Mean().ToDouble().ShouldBe(atMean - Dimensions / 2.0, 4 * Math.Sqrt(10.0 / 4000));
    }

    private static Batch Given(long count) => new(Tensor.Zeros([count, Dimensions]), null, Tensor.Arange(count));

    private static LinearGaussianModel Build()
    {
        using var generator = new Generator(3);
        var model = LinearGaussianModel.Build(new() { Latent = Latent }, new([Dimensions], generator));
        (new NoiseStream(11).Normal([Dimensions, Latent]) * 0.4).ToArray<float>().CopyTo(Parameter(model, "decoder.weight").AsWritableSpan<float>());
        Parameter(model, "log_var").AsWritableSpan<float>()[0] = (float)Math.Log(0.1);
        return model;
    }

    private static Tensor Parameter(LinearGaussianModel model, string name) => model.NamedParameters().Single(p => p.Name == name).Value;
}
