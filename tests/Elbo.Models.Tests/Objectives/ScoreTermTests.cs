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

    /// <summary>Score and implicit gradients estimate one number, which the path at a fixed proposal misses: of the bias of the head of κ, summed over the batch.</summary>
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

    private static (double Mean, double Error) Gradient(SphereCorrection correction)
    {
        using var scope = TensorScope.Enter();
        using var model = Model(correction, Draws);
        var bias = model.NamedParameters().Single(p => p.Name == "encoder.kappa.bias").Value;
        List<double> found = [];
        for (var k = 0; k < Repetitions; k++)
        {
            using var step = TensorScope.Enter();
            found.Add(Gradients.Of(model.Loss(SmallVae.Patterns(), new NoiseStream((ulong)k)).Objective.Sum(), bias).ToDouble());
        }
        var mean = found.Average();
        return (mean, Math.Sqrt(found.Sum(v => (v - mean) * (v - mean)) / (Repetitions - 1) / Repetitions));
    }

    private static Vae Model(SphereCorrection correction, int draws = 1)
    {
        using var generator = new Generator(1);
        var weights = Initialisers.Normal(0.7);
        Mlp up = new(16, [10], Activation.Tanh, generator, weights), down = new(4, [10], Activation.Tanh, generator, weights);
        var encoder = new SphereEncoder(up, up.Outputs, 4, new(SphereFamily.VonMisesFisher, correction), generator, weights);
        var decoder = new BernoulliDecoder(new(down, 16, () => new DenseReadout(down.Outputs, 16, generator, weights)), null);
        var model = new Vae(encoder, LatentProgram.UniformDirection("z", 4), decoder, new ElboObjective(draws));
        model.To(Device.Cpu, DType.F64);
        return model;
    }
}
