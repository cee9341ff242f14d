using Elbo.Data;
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
public sealed class ScoreTermTests
{
    private const int Repetitions = 40, Draws = 2000;

    /// <summary>
    /// Score and implicit gradients estimate one number, which the path at a fixed proposal misses: of the bias of the head of κ, summed over a batch. Of two examples, where a
    /// baseline that has the example itself in it halves what the score adds.
    /// </summary>
    [Fact]
    public void The_score_term_makes_the_gradient_of_the_bound_that_of_the_quantile()
    {
        var (quantile, error) = Gradient(SphereCorrection.Implicit);
        var (score, scoreError) = Gradient(SphereCorrection.Score);
        var (path, pathError) = Gradient(SphereCorrection.None);
        score.ShouldBe(quantile, 4 * (error + scoreError));
        Math.Abs(path - quantile).ShouldBeGreaterThan(4 * (error + pathError));
    }

    [Fact]
    public void It_changes_no_value()
    {
        using var scope = TensorScope.Enter();
        using Vae with = Model(SphereCorrection.Score), without = Model(SphereCorrection.None);
        var (a, b) = (with.Loss(SmallVae.Patterns(), new NoiseStream(1)).Objective, without.Loss(SmallVae.Patterns(), new NoiseStream(1)).Objective);
        (a - b).Abs().Max().ToDouble().ShouldBe(0);
    }

    /// <summary>Several draws of a rejection sampler under one logarithm want another term; without any the gradient of κ would be wrong and nothing would say so.</summary>
    [Fact]
    public void Objectives_that_do_not_add_it_refuse_such_draws_in_a_line_and_take_others()
    {
        using var scope = TensorScope.Enter();
        IObjective[] objectives = [new IwaeObjective(3), new IwaeObjective(3, averaged: true), new MiwaeObjective(2, 3), new CiwaeObjective(3, 0.5), new PiwaeObjective(2, 3), new FreeBitsObjective(0.1)];
        foreach (var objective in objectives)
        {
            using Vae score = Model(SphereCorrection.Score, objective: objective), implicitly = Model(SphereCorrection.Implicit, objective: objective);
            var message = Should.Throw<NotSupportedException>(() => score.Loss(SmallVae.Patterns(), new NoiseStream(1)), objective.GetType().Name).Message;
            message.ShouldBe("the latent site 'z' is drawn with correction=score, which this objective does not add to its gradient; correction=implicit needs nothing added");
            implicitly.Loss(SmallVae.Patterns(), new NoiseStream(1)).Objective.Count.ShouldBe(SmallVae.Patterns().Count);
            // Measured it may be: no gradient is taken.
            using var off = Gradients.Off();
            score.Loss(SmallVae.Patterns(), new NoiseStream(1)).Objective.Count.ShouldBe(SmallVae.Patterns().Count);
        }
    }

    private static (double Mean, double Error) Gradient(SphereCorrection correction)
    {
        using var scope = TensorScope.Enter();
        using var model = Model(correction, Draws);
        var bias = model.NamedParameters().Single(p => p.Name == "encoder.kappa.bias").Value;
        var patterns = SmallVae.Patterns();
        var two = new Batch(patterns.X.Narrow(0, 0, 2), null, Tensor.Arange(2));
        List<double> found = [];
        for (var k = 0; k < Repetitions; k++)
        {
            using var step = TensorScope.Enter();
            found.Add(Gradients.Of(model.Loss(two, new NoiseStream((ulong)k)).Objective.Sum(), bias).ToDouble());
        }
        var mean = found.Average();
        return (mean, Math.Sqrt(found.Sum(v => (v - mean) * (v - mean)) / (Repetitions - 1) / Repetitions));
    }

    private static Vae Model(SphereCorrection correction, int draws = 1, IObjective? objective = null)
    {
        using var generator = new Generator(1);
        var weights = Initialisers.Normal(0.7);
        Mlp up = new(16, [10], Activation.Tanh, generator, weights), down = new(4, [10], Activation.Tanh, generator, weights);
        var encoder = new SphereEncoder(up, up.Outputs, 4, new(SphereFamily.VonMisesFisher, correction), generator, weights);
        var decoder = new BernoulliDecoder(new(down, 16, () => new DenseReadout(down.Outputs, 16, generator, weights)), null);
        var model = new Vae(encoder, LatentProgram.UniformDirection("z", 4), decoder, objective ?? new ElboObjective(draws));
        model.To(Device.Cpu, DType.F64);
        return model;
    }
}
