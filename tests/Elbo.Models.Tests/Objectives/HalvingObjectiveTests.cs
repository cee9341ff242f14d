using Elbo.Models.Objectives;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Models.Tests.Objectives;

[NoLeak]
public sealed class HalvingObjectiveTests
{
    // A handful of f64 roundings of numbers around 20.
    private const double Rounding = 1e-11;

    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 1.5)]
    [InlineData(3, 1.125)]
    [InlineData(int.MaxValue, 1)]
    public void The_likelihood_weighs_more_and_the_divergence_less_by_a_factor_that_halves_its_way_to_one(int epoch, double weight)
    {
        using var scope = TensorScope.Enter();
        using Vae halving = SmallVae.With(new HalvingObjective(1)), plain = SmallVae.With(new ElboObjective());
        var loss = halving.Loss(SmallVae.Patterns(), new(new(1)) { Epoch = epoch });
        var bound = plain.Loss(SmallVae.Patterns(), new NoiseStream(1));
        var (objective, reconstruction, kl) = (loss.Objective.ToArray<double>(), SmallVae.Term(bound, "reconstruction"), SmallVae.Term(bound, "kl"));
        for (var b = 0; b < 8; b++) objective[b].ShouldBe(weight * reconstruction[b] + kl[b] / weight, Rounding);
    }

    [Fact]
    public void Gradient_at_fixed_noise_agrees_with_finite_differences()
    {
        using var scope = TensorScope.Enter();
        using var model = SmallVae.With(new HalvingObjective(1));
        FiniteDifference.Check(model, SmallVae.Patterns());
    }
}
