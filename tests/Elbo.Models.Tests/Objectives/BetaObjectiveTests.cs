using Elbo.Models.Objectives;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.Optim;

namespace Elbo.Models.Tests.Objectives;

[NoLeak]
public sealed class BetaObjectiveTests
{
    // A handful of f64 roundings of numbers around 10.
    private const double Rounding = 1e-11;

    [Fact]
    public void A_beta_of_one_is_the_bound_bit_for_bit()
    {
        using var scope = TensorScope.Enter();
        using Vae plain = SmallVae.With(new ElboObjective()), one = SmallVae.With(new BetaObjective(1));
        one.Loss(SmallVae.Patterns(), new NoiseStream(1)).Objective.ToArray<double>().ShouldBe(plain.Loss(SmallVae.Patterns(), new NoiseStream(1)).Objective.ToArray<double>());
    }

    [Fact]
    public void Beta_and_a_warm_up_multiply_and_weigh_the_divergence_alone()
    {
        using var scope = TensorScope.Enter();
        using var model = SmallVae.With(new BetaObjective(4));
        var loss = model.Loss(SmallVae.Patterns(), new(new(1)) { KlWeight = 0.25 });
        var (objective, reconstruction, kl) = (loss.Objective.ToArray<double>(), SmallVae.Term(loss, "reconstruction"), SmallVae.Term(loss, "kl"));
        for (var b = 0; b < 8; b++) objective[b].ShouldBe(reconstruction[b] + kl[b], Rounding);
        loss.Watched.ShouldBeNull();
    }

    [Fact]
    public void A_capacity_of_zero_is_the_same_as_none()
    {
        using var scope = TensorScope.Enter();
        using Vae without = SmallVae.With(new BetaObjective(4)), zero = SmallVae.With(new BetaObjective(4, new Capacity(0, 0)));
        zero.Loss(SmallVae.Patterns(), new NoiseStream(1)).Objective.ToArray<double>().ShouldBe(without.Loss(SmallVae.Patterns(), new NoiseStream(1)).Objective.ToArray<double>());
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(50, 12.5)]
    [InlineData(99, 24.75)]
    [InlineData(100, 25)]
    [InlineData(long.MaxValue, 25)]
    public void A_capacity_rises_in_a_line_and_stays(long step, double nats) => new Capacity(25, 100).At(step).ShouldBe(nats);

    [Theory]
    [InlineData(null)]
    [InlineData(0.5)]
    public void Gradient_at_fixed_noise_agrees_with_finite_differences(double? capacity)
    {
        using var scope = TensorScope.Enter();
        using var model = SmallVae.With(new BetaObjective(4, capacity is { } nats ? new(nats, 0) : null));
        FiniteDifference.Check(model, SmallVae.Patterns());
    }

    [Fact]
    public void More_beta_gives_less_rate_and_more_distortion()
    {
        var trained = new[] { 0.1, 1, 10 }.Select(beta => Trained(new BetaObjective(beta))).ToList();
        trained.Select(t => t.Rate).ShouldBeInOrder(SortDirection.Descending);
        trained.Select(t => t.Distortion).ShouldBeInOrder(SortDirection.Ascending);
    }

    [Fact]
    public void A_heavy_capacity_holds_the_divergence_where_it_is_asked_to_be() =>
        // Noise and a finite weight leave a few hundredths; without the capacity the same training ends elsewhere, as the test above shows.
        Trained(new BetaObjective(50, new Capacity(1.5, 100))).Rate.ShouldBe(1.5, 0.1);

    private static (double Rate, double Distortion) Trained(IObjective objective)
    {
        using var scope = TensorScope.Enter();
        using var model = SmallVae.With(objective);
        using var optimizer = new Adam(model.NamedParameters(), 0.01);
        var noise = new NoiseStream(2);
        for (var step = 0; step < 400; step++)
        {
            using var one = TensorScope.Enter();
            model.Loss(SmallVae.Patterns(), new(noise) { Step = step }).Objective.Mean().Backward();
            optimizer.Step();
            optimizer.ZeroGrad();
        }
        using var off = Gradients.Off();
        var terms = Enumerable.Range(0, 20).Select(_ => model.Loss(SmallVae.Patterns(), new(noise) { Step = long.MaxValue })).ToList();
        return (terms.Average(t => SmallVae.Term(t, "kl").Average()), terms.Average(t => SmallVae.Term(t, "reconstruction").Average()));
    }
}
