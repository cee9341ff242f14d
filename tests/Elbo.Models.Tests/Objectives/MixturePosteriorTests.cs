using Elbo.Models.Conditionals;
using Elbo.Models.Latents;
using Elbo.Models.Likelihoods;
using Elbo.Models.Networks;
using Elbo.Models.Objectives;
using Elbo.Probability;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.Fused;
using Elbo.Torch.Nn;

namespace Elbo.Models.Tests.Objectives;

[NoLeak]
public sealed class MixturePosteriorTests
{
    [Fact]
    public void Every_estimator_has_the_gradient_of_the_same_bound()
    {
        const int Steps = 150;
        using var scope = TensorScope.Enter();
        var reference = Mean(new MarginalisedObjective(10), MixtureGradient.Implicit, Steps);
        foreach (var (objective, gradient) in (ReadOnlySpan<(IObjective, MixtureGradient)>)
            [(new ElboObjective(10), MixtureGradient.Implicit), (new ElboObjective(10), MixtureGradient.Hybrid), (new StlObjective(10, averaged: true), MixtureGradient.Implicit), (new ScoreObjective(20), MixtureGradient.Implicit)])
        {
            var (mean, error, value) = Mean(objective, gradient, Steps);
            value.ShouldBe(reference.Value, 0.05);
            // Four standard errors of either: a few dozen numbers are compared, and seeds are fixed.
            for (var j = 0; j < mean.Length; j++)
                mean[j].ShouldBe(reference.Mean[j], 4 * Math.Sqrt(error[j] * error[j] + reference.Error[j] * reference.Error[j]), $"{objective.GetType().Name}, {gradient}, entry {j}");
        }
    }

    [Fact]
    public void Components_are_drawn_from_one_by_one_only_where_there_are_some()
    {
        using var scope = TensorScope.Enter();
        using var model = SmallVae.With(new MarginalisedObjective());
        Should.Throw<NotSupportedException>(() => model.Loss(SmallVae.Patterns(), new NoiseStream(1))).Message.ShouldContain("mixture");
    }

    // Mean gradient of what the heads of logits and means have as biases, its standard error, and the mean objective.
    private static (double[] Mean, double[] Error, double Value) Mean(IObjective objective, MixtureGradient gradient, int steps)
    {
        using var model = Build(objective, gradient);
        var noise = new NoiseStream(7);
        var rows = new List<double[]>();
        var value = 0.0;
        for (var step = 0; step < steps; step++)
        {
            using var own = TensorScope.Enter();
            var loss = model.Loss(SmallVae.Patterns(), noise).Objective.Mean();
            value += loss.ToDouble() / steps;
            loss.Backward();
            var heads = model.NamedParameters().Where(p => p.Name is "encoder.logits.bias" or "encoder.mu.bias" or "encoder.log_std.bias" or "decoder.readout.linear.bias").ToList();
            rows.Add([.. heads.SelectMany(p => p.Value.Grad!.Flatten().ToArray<double>())]);
            foreach (var (_, parameter) in model.NamedParameters()) parameter.Grad?.ZeroInPlace();
        }
        var mean = Enumerable.Range(0, rows[0].Length).Select(j => rows.Average(r => r[j])).ToArray();
        var error = mean.Select((m, j) => Math.Sqrt(rows.Sum(r => (r[j] - m) * (r[j] - m)) / (steps - 1) / steps)).ToArray();
        mean.Length.ShouldBeGreaterThan(12);
        return (mean, error, value);
    }

    private static Vae Build(IObjective objective, MixtureGradient gradient)
    {
        using var generator = new Generator(1);
        var weights = Initialisers.GlorotUniform();
        Mlp up = new(16, [10], Activation.Tanh, generator, weights), down = new(2, [10], Activation.Tanh, generator, weights);
        var encoder = new MixtureEncoder(up, up.Outputs, 2, 3, generator, weights, gradient);
        var decoder = new BernoulliDecoder(new(down, 16, () => new DenseReadout(down.Outputs, 16, generator, weights)), null);
        var model = new Vae(encoder, LatentProgram.StandardNormal("z", 2), decoder, objective);
        model.To(Device.Cpu, DType.F64);
        return model;
    }
}
