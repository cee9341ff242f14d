using Elbo.Data;
using Elbo.Models.Latents;
using Elbo.Models.Networks;
using Elbo.Models.Objectives;
using Elbo.Probability;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.Optim;

namespace Elbo.Models.Tests.Objectives;

[NoLeak]
public sealed class AdversarialTests
{
    private const double Rho = 0.8;

    [Fact]
    public void A_discriminator_learns_the_total_correlation_of_correlated_codes()
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(1);
        using var discriminator = new Discriminator(2, [32, 32], generator);
        var objective = new FactorObjective(1, discriminator, 1e-3);
        var told = objective.Updates(new Correlated(), [])[1];
        using var adam = new Adam(discriminator.NamedParameters(), 3e-3, told.Beta1!.Value, told.Beta2!.Value);
        var noise = new NoiseStream(1);
        for (var step = 0; step < 600; step++)
        {
            using var own = TensorScope.Enter();
            told.Loss(Examples(512), noise).Objective.Mean().Backward();
            adam.Step();
            adam.ZeroGrad();
        }
        using var off = Gradients.Off();
        var found = objective.Of(new Correlated(), Examples(20_000), noise).Terms.Single(t => t.Name == "total_correlation").Values.Mean().ToDouble();
        // −½ log(1 − ρ²) = 0.511; a learned ratio is a few hundredths off, an untrained one says 0.
        found.ShouldBe(-0.5 * Math.Log(1 - Rho * Rho), 0.06);
    }

    [Fact]
    public void What_a_discriminator_says_of_true_and_false_codes_is_minus_log_d_and_minus_log_one_minus_d()
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(1);
        using var discriminator = new Discriminator(3, [5], generator);
        var codes = new NoiseStream(1).Normal([7, 3]);
        var d = discriminator.Forward(codes).Sigmoid();
        (discriminator.AsTrue(codes) + d.Log()).Abs().Max().ToDouble().ShouldBeLessThan(1e-5);
        (discriminator.AsFalse(codes) + (1 - d).Log()).Abs().Max().ToDouble().ShouldBeLessThan(1e-5);
    }

    [Fact]
    public void Deception_moves_the_encoder_towards_what_the_discriminator_takes_for_true()
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(1);
        using var discriminator = new Discriminator(2, [16], generator);
        var objective = new AdversarialObjective(discriminator, 1e-3, "encoder");
        objective.Updates(new Correlated(), ["encoder", "decoder"]).Select(u => (u.Name, string.Join('+', u.Parts))).ShouldBe(
            [("autoencoder", "encoder+decoder"), ("discriminator", "discriminator"), ("deception", "encoder")]);
    }

    private static Batch Examples(int count) => new(Tensor.Zeros([count, 1]), null, Tensor.Arange(count));

    /// <summary>q(z | x) whose draws have correlation ρ whatever x is.</summary>
    private sealed class Correlated : ILatentVariables
    {
        public void VisitPosterior(Batch x, SiteWalk walk) => walk.At("z", new MultivariateNormal(Tensor.Zeros([x.Count, 2]), Tensor.From([1f, 0, (float)Rho, (float)Math.Sqrt(1 - Rho * Rho)], 2, 2)));

        public void VisitPrior(Batch given, SiteWalk walk) => walk.At("z", new StandardNormal(2));

        public Distribution Likelihood(Batch given, SiteValues z, Pass pass) => new StandardNormal(1);
    }
}
