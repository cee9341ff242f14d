using Elbo.Models.Latents;
using Elbo.Models.Tests.Contract;
using Elbo.Models.Tests.Objectives;
using Elbo.Models.Zoo.VampVae;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Models.Tests.Zoo.VampVae;

[NoLeak]
public sealed class VampPriorTests
{
    [Fact]
    public void The_prior_is_the_mean_of_the_posteriors_at_the_pseudo_inputs()
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        using var model = Build();
        var z = new NoiseStream(1).Normal([6, 8, 2], dtype: DType.F64);
        var walk = new ReplayWalk(new("z", z));
        model.Latent().VisitPrior(SmallVae.Patterns(), walk);

        var inputs = model.NamedParameters().Single(p => p.Name == "prior.inputs").Value;
        var posterior = new ReplayWalk(new("z", z.Unsqueeze(2)));
        model.Latent().VisitPosterior(new(inputs.Clamp(0, 1), null, Tensor.Arange(5)), posterior);
        var expected = posterior.LogProb()!.Logsumexp([-1]) - Math.Log(5);
        // f64, and squares opened around the middle.
        (walk.LogProb()! - expected).Abs().Max().ToDouble().ShouldBeLessThan(1e-10);
    }

    [Fact]
    public void Gradient_at_fixed_noise_agrees_with_finite_differences_through_encoder_and_pseudo_inputs()
    {
        using var scope = TensorScope.Enter();
        using var model = Build();
        FiniteDifference.Check(model, SmallVae.Patterns());
    }

    [Fact]
    public void Pseudo_inputs_start_where_clamping_lets_gradients_through()
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(1);
        using var model = VampVaeDefinition.Build(new() { Latent = 2, Hidden = [4] }, new(ContractCase.Shape, generator));
        var inputs = model.NamedParameters().Single(p => p.Name == "prior.inputs").Value;
        // Five standard deviations from 0: of 8,000 numbers one in 400 draws of them all is outside.
        inputs.ToArray<float>().ShouldAllBe(v => v > 0 && v < 0.1);
    }

    private static Model Build()
    {
        using var generator = new Generator(1);
        var model = VampVaeDefinition.Build(new() { Latent = 2, Hidden = [10], PseudoInputs = 5 }, new(ContractCase.Shape, generator));
        model.To(Device.Cpu, DType.F64);
        return model;
    }
}
