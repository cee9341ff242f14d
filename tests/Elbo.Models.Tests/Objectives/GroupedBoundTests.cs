using Elbo.Models.Latents;
using Elbo.Models.Objectives;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Models.Tests.Objectives;

/// <summary>Bounds between the mean of single-sample bounds and the importance-weighted one (Rainforth et al. 2018).</summary>
[NoLeak]
public sealed class GroupedBoundTests
{
    // Sums of a dozen f64 of order 10.
    private const double Rounding = 1e-12;

    [Fact]
    public void Groups_of_one_draw_are_the_mean_of_bounds_and_one_group_is_the_importance_weighted_bound()
    {
        Same(new MiwaeObjective(6, 1), new IwaeObjective(6, averaged: true));
        Same(new MiwaeObjective(1, 6), new IwaeObjective(6));
        Same(new CiwaeObjective(6, 1), new IwaeObjective(6, averaged: true));
        Same(new CiwaeObjective(6, 0), new IwaeObjective(6));
        Same(new PiwaeObjective(2, 3), new IwaeObjective(6));
    }

    [Fact]
    public void Groups_follow_one_another_and_what_lies_between_is_weighed_by_beta()
    {
        using var scope = TensorScope.Enter();
        double[] w = [1, 3, 2, 10, 5, 0.5];
        var logW = Tensor.From([.. w.Select(v => Math.Log(v))], 6, 1);
        MultiSampleBound.Miwae(logW, 2).ToDouble().ShouldBe((Math.Log(2) + Math.Log(15.5 / 3)) / 2, Rounding);
        MultiSampleBound.Ciwae(logW, 0.3).ToDouble().ShouldBe(0.3 * w.Average(v => Math.Log(v)) + 0.7 * Math.Log(w.Average()), Rounding);
    }

    [Fact]
    public void The_partial_objective_moves_p_by_the_bound_of_all_draws_and_q_by_that_of_groups()
    {
        using var scope = TensorScope.Enter();
        using var model = SmallVae.With(new PiwaeObjective(3, 4));
        var updates = model.As<IUpdates>()!.Updates;
        updates.Select(u => (u.Name, string.Join('+', u.Parts))).ShouldBe([("generation", "decoder"), ("inference", "encoder")]);
        using Vae all = SmallVae.With(new IwaeObjective(12)), grouped = SmallVae.With(new MiwaeObjective(3, 4));
        foreach (var (update, reference) in updates.Zip([all, grouped]))
        {
            var found = Gradients.Of([update.Loss(SmallVae.Patterns(), new NoiseStream(3)).Objective.Sum()], [.. model.Parameters()]);
            Gap(found, Gradient(reference)).ShouldBeLessThan(Rounding);
        }
    }

    [Theory]
    [InlineData("miwae")]
    [InlineData("ciwae")]
    public void Gradient_at_fixed_noise_agrees_with_finite_differences(string objective)
    {
        using var scope = TensorScope.Enter();
        using var model = SmallVae.With(objective == "miwae" ? new MiwaeObjective(2, 3) : new CiwaeObjective(5, 0.3));
        FiniteDifference.Check(model, SmallVae.Patterns());
    }

    [Fact]
    public void A_network_that_is_frozen_lets_gradients_through_and_none_in()
    {
        using var scope = TensorScope.Enter();
        using var model = SmallVae.With(new ElboObjective());
        var x = SmallVae.Patterns().X.RequireGrad();
        var walk = new LocationWalk(8);
        using (new Torch.Nn.FrozenParameters(model.Parameters())) model.VisitPosterior(SmallVae.Patterns() with { X = x }, walk);
        walk.Values["z"].Sum().Backward();
        x.Grad!.Abs().Max().ToDouble().ShouldBeGreaterThan(0);
        model.Parameters().ShouldAllBe(p => p.Grad == null && p.RequiresGrad);
    }

    private static void Same(IObjective one, IObjective other)
    {
        using var scope = TensorScope.Enter();
        using Vae a = SmallVae.With(one), b = SmallVae.With(other);
        (a.Loss(SmallVae.Patterns(), new NoiseStream(3)).Objective - b.Loss(SmallVae.Patterns(), new NoiseStream(3)).Objective).Abs().Max().ToDouble().ShouldBeLessThan(Rounding);
        Gap(Gradient(a), Gradient(b)).ShouldBeLessThan(Rounding);
    }

    private static Tensor[] Gradient(Vae model) => Gradients.Of([model.Loss(SmallVae.Patterns(), new NoiseStream(3)).Objective.Sum()], [.. model.Parameters()]);

    private static double Gap(Tensor[] one, Tensor[] other) => one.Zip(other).Max(pair => (pair.First - pair.Second).Abs().Max().ToDouble());
}
