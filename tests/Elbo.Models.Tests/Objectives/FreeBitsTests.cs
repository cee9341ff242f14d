using Elbo.Models.Latents;
using Elbo.Models.Objectives;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Models.Tests.Objectives;

[NoLeak]
public sealed class FreeBitsTests
{
    // A handful of f64 roundings of numbers around 10.
    private const double Rounding = 1e-11;

    [Fact]
    public void What_is_below_the_free_bits_on_the_mean_of_the_batch_has_no_gradient_and_what_is_above_all_of_it()
    {
        using var scope = TensorScope.Enter();
        var divergences = Divergences();
        var means = Enumerable.Range(0, 3).Select(d => divergences.Average(row => row[d])).ToArray();
        var order = Enumerable.Range(0, 3).OrderBy(d => means[d]).ToArray();
        // Above the least of the means, though one example says more in that dimension.
        var nats = (means[order[0]] + Math.Min(means[order[1]], divergences.Max(row => row[order[0]]))) / 2;
        nats.ShouldBeInRange(means[order[0]] + 1e-6, means[order[1]] - 1e-6);
        divergences.Max(row => row[order[0]]).ShouldBeGreaterThan(nats);

        double[] free = Slopes(new FreeBitsObjective(nats)), without = Slopes(new BetaObjective(0)), with = Slopes(new ElboObjective());
        foreach (var d in order) free[d].ShouldBe(d == order[0] ? without[d] : with[d], Rounding, $"dimension {d}");
        Math.Abs(without[order[0]] - with[order[0]]).ShouldBeGreaterThan(1e-6);
    }

    [Fact]
    public void All_that_is_free_costs_its_nats_and_leaves_the_gradient_of_the_reconstruction_alone()
    {
        using var scope = TensorScope.Enter();
        using var model = SmallVae.With(new FreeBitsObjective(1000));
        var loss = model.Loss(SmallVae.Patterns(), new NoiseStream(1));
        foreach (var value in SmallVae.Term(loss, "free_kl")) value.ShouldBe(3000);
        Slopes(new FreeBitsObjective(1000)).ShouldBe(Slopes(new BetaObjective(0)), Rounding);
    }

    [Fact]
    public void The_divergence_and_the_bound_that_are_reported_are_the_true_ones()
    {
        using var scope = TensorScope.Enter();
        using Vae free = SmallVae.With(new FreeBitsObjective(1000)), plain = SmallVae.With(new ElboObjective());
        var (loss, exact) = (free.Loss(SmallVae.Patterns(), new NoiseStream(1)), plain.Loss(SmallVae.Patterns(), new NoiseStream(1)));
        SmallVae.Term(loss, "kl").ShouldBe(SmallVae.Term(exact, "kl"), Rounding);
        SmallVae.Term(loss, "negative_elbo").ShouldBe(exact.Objective.ToArray<double>(), Rounding);
        loss.Watched.ShouldBe("negative_elbo");
    }

    [Fact]
    public void A_warm_up_weighs_what_is_paid_and_its_gradient_agrees_with_finite_differences()
    {
        using var scope = TensorScope.Enter();
        using var model = SmallVae.With(new FreeBitsObjective(1e-9));
        var loss = model.Loss(SmallVae.Patterns(), new(new(1)) { KlWeight = 0.25 });
        var (objective, reconstruction, kl) = (loss.Objective.ToArray<double>(), SmallVae.Term(loss, "reconstruction"), SmallVae.Term(loss, "kl"));
        for (var b = 0; b < 8; b++) objective[b].ShouldBe(reconstruction[b] + 0.25 * kl[b], Rounding);
        FiniteDifference.Check(model, SmallVae.Patterns());
    }

    // Divergence of each pattern and dimension.
    private static double[][] Divergences()
    {
        using var model = SmallVae.With(new ElboObjective());
        var bound = Bound.Draw(model, SmallVae.Patterns(), 1, new Pass(new NoiseStream(1))).Sites[0].ElementDivergence()!;
        return [.. Enumerable.Range(0, 8).Select(b => bound[b].ToArray<double>())];
    }

    // Of the bias of each dimension's mean: the encoder's own part in the objective.
    private static double[] Slopes(IObjective objective)
    {
        using var model = SmallVae.With(objective);
        model.Loss(SmallVae.Patterns(), new NoiseStream(1)).Objective.Sum().Backward();
        return model.NamedParameters().Single(p => p.Name == "encoder.mu.bias").Value.Grad!.ToArray<double>();
    }
}
