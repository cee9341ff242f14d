using Elbo.Models.Latents;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.Optim;

namespace Elbo.Models.Tests.Conditioning;

/// <summary>A conditional VAE whose log p(y | x) is known in closed form.</summary>
[NoLeak]
public sealed class LinearCvaeTests
{
    [Fact]
    public void With_the_exact_posterior_every_importance_weight_is_the_conditional_evidence()
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        using var linear = new LinearCvae();
        linear.MakeExact();
        var batch = LinearCvae.Examples(6);
        var weights = Bound.Draw(linear.Model, batch, 5, new(new NoiseStream(1))).LogWeights();
        var exact = LinearCvae.Exact(batch.X);
        // f64, sums of a few numbers around 10.
        (weights - Tensor.From(exact)).Abs().Max().ToDouble().ShouldBeLessThan(1e-10);
    }

    [Fact]
    public void A_trained_bound_reaches_the_conditional_evidence()
    {
        using var scope = TensorScope.Enter();
        using var linear = new LinearCvae();
        var batch = LinearCvae.Examples(64);
        using var optimizer = new Adam(linear.Model.NamedParameters().Where(p => p.Name.StartsWith("encoder.", StringComparison.Ordinal)), 0.02);
        var noise = new NoiseStream(2);
        for (var step = 0; step < 1500; step++)
        {
            using var one = TensorScope.Enter();
            if (step == 1000) optimizer.LearningRate = 0.002;
            linear.Model.Loss(batch, noise).Objective.Mean().Backward();
            optimizer.Step();
            linear.Model.ZeroGrad();
        }
        using var off = Gradients.Off();
        var gap = LinearCvae.Exact(batch.X).Average() - Bound.Draw(linear.Model, batch, 200, new(noise)).LogWeights().Mean().ToDouble();
        // The noise of 12,800 nearly constant weights, and what Adam's last steps leave.
        gap.ShouldBeInRange(-0.005, 0.005);
    }

    [Fact]
    public void Gradient_at_fixed_noise_agrees_with_finite_differences()
    {
        using var scope = TensorScope.Enter();
        using var linear = new LinearCvae();
        FiniteDifference.Check(linear.Model, LinearCvae.Examples(6));
    }

    [Fact]
    public void Completions_have_the_conditional_mean_and_keep_what_is_given()
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        using var linear = new LinearCvae();
        var batch = LinearCvae.Examples(1);
        var whole = linear.Model.As<IGivenGenerator>()!.Complete(batch, 40_000, new NoiseStream(3));
        var x = batch.X.ToArray<double>()[0];
        whole.Select(-1, 0).ToArray<double>().ShouldAllBe(v => v == x);
        var mean = whole.Mean([0]).ToArray<double>();
        double[] b = [0.7, -0.3, 1.5];
        // Means of p(y | x, z) have a standard deviation of at most √4.25: five standard errors of 40,000 draws.
        for (var i = 0; i < 3; i++) mean[i + 1].ShouldBe(b[i] * x, 5 * Math.Sqrt(4.25 / 40_000));
    }
}
