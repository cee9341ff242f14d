using System.Text.Json.Nodes;
using Elbo.Data;
using Elbo.Models.Objectives;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.Optim;

namespace Elbo.Models.Tests.Objectives;

[NoLeak]
public sealed class DeceptionTests
{
    [Fact]
    public void A_generator_and_its_opponent_move_in_turns_and_epochs_are_compared_by_what_neither_is()
    {
        using var scope = TensorScope.Enter();
        using var model = Build("""{ "latent": 1, "hidden": [4], "discriminator": [4], "discriminatorRate": 0.003 }""");
        var updates = model.As<IUpdates>().ShouldNotBeNull().Updates;
        updates.Select(u => (u.Name, string.Join('+', u.Parts), u.LearningRate)).ShouldBe([("generator", "decoder", null), ("discriminator", "discriminator", (double?)0.003)]);
        updates[0].Loss(Data(8, new(1)), new NoiseStream(1)).Watched.ShouldBe("energy_distance");
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(3.0)]
    public void The_penalty_on_the_slope_of_a_line_is_that_of_its_weights(double penalty)
    {
        using var scope = TensorScope.Enter();
        // Without hidden layers the logit is wᵀx + b, its slope w everywhere.
        using var model = Build($$"""{ "latent": 1, "hidden": [4], "discriminator": [], "penalty": {{penalty}}, "instanceNoise": 0 }""");
        var weight = model.NamedParameters().Single(p => p.Name == "discriminator.0.weight").Value;
        var w = weight.ToArray<float>();
        var batch = Data(8, new(1));
        // The same batch and the same draws without the penalty: what differs is γ/2 ‖w‖², whose gradient is γ w.
        var (cost, gradient) = Told(model);
        using var plain = Build("""{ "latent": 1, "hidden": [4], "discriminator": [], "penalty": 0, "instanceNoise": 0 }""");
        var (plainCost, plainGradient) = Told(plain);
        (cost - plainCost).ShouldBe(penalty / 2 * w.Sum(v => (double)v * v), 1e-5);
        for (var d = 0; d < 16; d++) (gradient[d] - plainGradient[d]).ShouldBe((float)(penalty * w[d]), 1e-4f);

        (double, float[]) Told(Model told)
        {
            told.Train();
            var loss = told.As<IUpdates>()!.Updates[1].Loss(batch, new NoiseStream(3));
            var cost = loss.Objective.Mean();
            cost.Backward();
            return (cost.ToDouble(), told.NamedParameters().Single(p => p.Name == "discriminator.0.weight").Value.Grad!.ToArray<float>());
        }
    }

    [Fact]
    public void An_adversarial_pair_brings_the_mean_and_the_spread_of_draws_to_those_of_the_data()
    {
        using var scope = TensorScope.Enter();
        using var model = Build("""{ "latent": 1, "hidden": [16, 16], "outputMean": "identity", "discriminator": [32], "penalty": 0.5, "instanceNoise": 0.1 }""");
        model.Train();
        var updates = model.As<IUpdates>()!.Updates;
        Adam[] optimizers = [.. updates.Select(u => new Adam(model.NamedParameters().Where(p => u.Moves(p.Name)), 3e-3, 0.5))];
        var noise = new NoiseStream(4);
        for (var k = 0; k < 1500; k++)
            foreach (var (update, adam) in updates.Zip(optimizers))
            {
                using var step = TensorScope.Enter();
                update.Loss(Data(64, noise), noise).Objective.Mean().Backward();
                adam.Step();
                model.ZeroGrad();
            }
        foreach (var adam in optimizers) adam.Dispose();
        using var off = Gradients.Off();
        model.Evaluate();
        var drawn = model.As<IGenerator>()!.Generate(2000, noise);
        var first = drawn.Select(1, 0).ToArray<float>();
        first.Average().ShouldBe(1, 0.2);
        // One that has collapsed has none.
        Math.Sqrt(first.Average(v => (v - first.Average()) * (v - first.Average()))).ShouldBe(0.5, 0.2);
        (drawn.Select(1, 0) + drawn.Select(1, 1)).Abs().Mean().ToDouble().ShouldBeLessThan(0.2);
    }

    [Fact]
    public void What_is_dropped_of_the_opponent_is_drawn_anew_in_training_and_nothing_is_in_evaluation()
    {
        using var scope = TensorScope.Enter();
        using var model = Build("""{ "latent": 1, "hidden": [4], "discriminator": [64], "discriminatorDropout": 0.5, "penalty": 0, "instanceNoise": 0 }""");
        var batch = Data(8, new(1));
        model.Train();
        double Cost(ulong seed) => model.Loss(new(batch.X, null, batch.Index), new NoiseStream(seed)).Objective.Mean().ToDouble();
        Cost(1).ShouldBe(Cost(1));
        using var same = Build("""{ "latent": 1, "hidden": [4], "discriminator": [64], "discriminatorDropout": 0, "penalty": 0, "instanceNoise": 0 }""");
        var whole = same.Loss(batch, new NoiseStream(1)).Objective.Mean().ToDouble();
        Cost(1).ShouldNotBe(whole);
        model.Evaluate();
        Cost(1).ShouldBe(whole, 1e-6);
    }

    [Fact]
    public void The_energy_distance_of_two_normals_is_their_own_and_small_batches_estimate_it_without_bias()
    {
        using var scope = TensorScope.Enter();
        var noise = new NoiseStream(7);
        // In one dimension a − b ~ N(1, 2): a folded normal; within a set N(0, 2).
        const double Moved = 1;
        var exact = 2 * (2 / Math.Sqrt(Math.PI) * Math.Exp(-Moved * Moved / 4) + Moved * (1 - 2 * 0.2397500610934768)) - 2 * (2 / Math.Sqrt(Math.PI));
        double Mean(int n, int times, double by) => Enumerable.Range(0, times).Average(_ =>
        {
            using var own = TensorScope.Enter();
            return EnergyDistance.Of(noise.Normal([n, 1], dtype: DType.F64), noise.Normal([n, 1], dtype: DType.F64) + by).ToDouble();
        });
        Mean(4, 20_000, Moved).ShouldBe(exact, 0.03);
        Mean(4, 20_000, 0).ShouldBe(0, 0.02);
        Mean(1, 1, Moved).ShouldBe(0);
    }

    private static Batch Data(int n, NoiseStream noise)
    {
        // (1 + ε, −1 − ε, …) with ε ~ N(0, 0.5²).
        var sign = Tensor.From([.. Enumerable.Range(0, 16).Select(d => d % 2 == 0 ? 1f : -1f)], 16);
        return new((noise.Normal([n, 1]) * 0.5 + 1) * sign, null, Tensor.Arange(n));
    }

    private static Model Build(string settings)
    {
        var problems = new List<string>();
        var resolved = ModelCatalog.Find("gan").Resolve((JsonObject)JsonNode.Parse(settings)!, "model", problems);
        problems.ShouldBeEmpty();
        using var generator = new Generator(1);
        return ModelCatalog.Find("gan").Build(resolved, new(DataSchema.OfShape([1, 4, 4]), generator));
    }
}
