using Elbo.Data;
using Elbo.Models.Conditionals;
using Elbo.Models.Latents;
using Elbo.Models.Networks;
using Elbo.Models.Objectives;
using Elbo.Probability;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.Fused;
using Elbo.Torch.Nn;
using Elbo.Torch.Optim;

namespace Elbo.Models.Tests.Zoo.IafVae;

/// <summary>x = z₁ + z₂ + ε: given x the two are strongly anti-correlated, which no diagonal Gaussian is.</summary>
[NoLeak]
public sealed class CorrelatedPosteriorTests
{
    // Variance of ε; the posterior's covariance I − 11ᵀ/(2 + s²) has the correlation −1/(1 + s²).
    private const double Variance = 0.1;

    [Theory]
    [InlineData(PosteriorFlow.None, 0.2, 2)]
    [InlineData(PosteriorFlow.LinearIaf, -0.01, 0.01)]
    [InlineData(PosteriorFlow.Iaf, -0.02, 0.05)]
    [InlineData(PosteriorFlow.Householder, -0.02, 0.05)]
    public void What_is_lost_to_the_exact_log_probability_is_what_the_family_cannot_say(PosteriorFlow kind, double least, double most)
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(1);
        var body = new Mlp(1, [16], Activation.Tanh, generator, Initialisers.GlorotUniform());
        Conditional<Tensor> encoder = kind == PosteriorFlow.None
            ? new GaussianEncoder(body, 16, 2, generator, Initialisers.GlorotUniform())
            : new FlowEncoder(body, 16, 2, generator, Initialisers.GlorotUniform(), new(kind, 2, 16, 2, [16], generator));
        using var model = new Vae(encoder, LatentProgram.StandardNormal("z", 2), new Sum(), new ElboObjective());
        using var adam = new Adam(model.NamedParameters(), 0.01);
        var noise = new NoiseStream(1);
        for (var step = 0; step < 3000; step++)
        {
            using var own = TensorScope.Enter();
            adam.LearningRate = 0.01 * (1 - step / 3000.0);
            model.Loss(Examples(noise, 64), noise).Objective.Mean().Backward();
            adam.Step();
            adam.ZeroGrad();
        }
        using var off = Gradients.Off();
        var x = Examples(noise, 20_000);
        // The exact log p(x) of the same examples: what they have in common drops out, the draws leave a few thousandths.
        var exact = Normal.FromStd(Tensor.Zeros([1]), Tensor.Full([1], Math.Sqrt(2 + Variance))).LogProb(x.X);
        (exact + model.Loss(x, noise).Objective).Mean().ToDouble().ShouldBeInRange(least, most);
    }

    private static Batch Examples(NoiseStream noise, int count) => new(noise.Normal([count, 1]) * Math.Sqrt(2 + Variance), null, Tensor.Arange(count));

    private sealed class Sum() : Conditional<Tensor>(1)
    {
        public override Distribution Of(Tensor given, Pass? pass = null) => Normal.FromStd(given.Sum([-1], keepdim: true), Tensor.Full([1], Math.Sqrt(Variance)));
    }
}
