using Elbo.Models.Configuration;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.IO;
using Elbo.Training.Configuration;
using Elbo.Training.Runs;
using Elbo.Training.Steering;

namespace Elbo.Training.Tests;

/// <summary>Warm-up of the divergence, early stopping, best and averaged weights.</summary>
[NoLeak]
public sealed class SteeringTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("elbo-steering-").FullName;

    public void Dispose() => Directory.Delete(root, true);

    // The values that scvi-tools pins for its rule of the same form.
    [Theory]
    [InlineData(0, 400, 0, 1, 0)]
    [InlineData(200, 400, 0, 1, 0.5)]
    [InlineData(400, 400, 0, 1, 1)]
    [InlineData(0, 400, 0.5, 1, 0.5)]
    [InlineData(200, 400, 0.5, 1, 0.75)]
    [InlineData(400, 400, 0, 2, 2)]
    [InlineData(9999, 400, 0, 2, 2)]
    [InlineData(0, 0, 0, 1, 1)]
    public void The_weight_of_the_divergence_rises_in_a_line(long step, long steps, double least, double greatest, double weight) =>
        KlWarmUp.Weight(step, steps, least, greatest).ShouldBe(weight);

    // 1/(1 + e^(-0.0025 (s - 2500))), the practical schedule of the sentence VAE.
    [Theory]
    [InlineData(0, 0.0019)]
    [InlineData(1250, 0.0421)]
    [InlineData(2500, 0.5)]
    [InlineData(4999, 0.9981)]
    [InlineData(5000, 1)]
    [InlineData(long.MaxValue, 1)]
    public void A_sigmoid_rises_around_the_middle_of_the_warm_up(long step, double weight) =>
        KlWarmUp.Weight(step, 5000, 0, 1, KlShape.Sigmoid).ShouldBe(weight, 5e-5);

    // Four cycles over 400 steps, half of each rising.
    [Theory]
    [InlineData(0, 0)]
    [InlineData(25, 0.5)]
    [InlineData(50, 1)]
    [InlineData(99, 1)]
    [InlineData(100, 0)]
    [InlineData(110, 0.2)]
    [InlineData(325, 0.5)]
    [InlineData(399, 1)]
    [InlineData(400, 1)]
    [InlineData(long.MaxValue, 1)]
    public void A_cyclical_warm_up_begins_anew_with_each_cycle(long step, double weight) =>
        KlWarmUp.Weight(step, 400, 0, 1, KlShape.Cyclical, 4).ShouldBe(weight, 1e-12);

    [Fact]
    public void Cycles_are_those_of_a_run_and_without_effect_on_another_shape()
    {
        ToyRun.Watch(root, ToyRun.Config("""{ "epochs": 5, "batch": 80, "klWarmUp": 4, "klShape": "cyclical", "klCycles": 2, "klMin": 0.2 }"""), out var watcher);
        watcher.Epochs.Select(e => Math.Round(e.KlWeight!.Value, 12)).ShouldBe([0.2, 1, 0.2, 1, 1]);
        Should.Throw<ConfigException>(() => ToyRun.Config("""{ "klWarmUp": 4, "klCycles": 2 }""").CheckEffects()).Message.ShouldContain("klCycles");
        Should.Throw<ConfigException>(() => ToyRun.Config("""{ "klWarmUp": 4, "klShape": "cyclical", "klCycles": 0 }""")).Message.ShouldBe("training.klCycles must be at least 1, is 0");
    }

    // Tables with columns of several kinds have the first of them unasked.
    [Theory, InlineData("mixed"), InlineData("colourLogistic")]
    public void A_warm_up_goes_with_likelihoods_that_are_of_certain_data_alone(string likelihood) =>
        ToyRun.Config("""{ "klWarmUp": 3 }""", $$"""{ "likelihood": "{{likelihood}}" }""").Training.KlWarmUp.ShouldBe(3);

    [Fact]
    public void A_warm_up_that_would_fall_is_refused_and_so_is_one_for_an_objective_without_a_weight()
    {
        Should.Throw<ConfigException>(() => ToyRun.Config("""{ "klMin": 2 }""")).Message.ShouldBe("training.klMax must be klMin or more, is 1");
        Should.Throw<ConfigException>(() => ToyRun.Config("""{ "klWarmUp": 3 }""", """{ "objective": "wakeSleep" }"""))
            .Message.ShouldBe("training.klWarmUp: the objective of 'vae' has no weight of the divergence to change");
    }

    [Fact]
    public void During_a_warm_up_training_weighs_the_divergence_and_the_held_out_objective_does_not()
    {
        ToyRun.Watch(root, ToyRun.Config("""{ "epochs": 4, "batch": 80, "klWarmUp": 4, "klMin": 0.2, "klMax": 1 }"""), out var watcher);
        watcher.Epochs.Select(e => Math.Round(e.KlWeight!.Value, 12)).ShouldBe([0.2, 0.4, 0.6, 0.8]);
        foreach (var epoch in watcher.Epochs)
        {
            // One step per epoch; sums of single-precision values of some ten nats.
            (epoch.Train["reconstruction"] + epoch.KlWeight!.Value * epoch.Train["kl"]).ShouldBe(epoch.Train["objective"], 1e-5);
            (epoch.HeldOut["reconstruction"] + epoch.HeldOut["kl"]).ShouldBe(epoch.HeldOut["objective"], 1e-5);
        }
    }

    [Fact]
    public void The_best_epoch_is_the_lowest_by_more_than_the_least_change_and_waiting_has_an_end()
    {
        var stopping = new EarlyStopping(new TrainingConfig { Patience = 2, MinDelta = 0.5 });
        double[] objectives = [10, 9, 8.6, 8.4, 9, 8];
        var improved = objectives.Select((objective, k) => (Better: stopping.Improves(k + 1, objective), stopping.IsOver)).ToList();
        improved.ShouldBe([(true, false), (true, false), (false, false), (true, false), (false, false), (false, true)]);
        stopping.Best.ShouldBe(new BestEpoch(4, 8.4, 2));
    }

    [Fact]
    public void A_run_without_improvement_stops_and_keeps_the_best_weights_apart()
    {
        const string Once = """{ "epochs": 1, "batch": 20 }""";
        ToyRun.Train(At("once"), ToyRun.Config(Once));
        ToyRun.Watch(At("stopped"), ToyRun.Config("""{ "epochs": 50, "batch": 20, "patience": 3, "minDelta": 1000 }"""), out var watcher).ShouldBeTrue();
        watcher.Epochs.Count.ShouldBe(4);
        ToyRun.Digest(At("stopped"), "best/weights.safetensors").ShouldBe(ToyRun.Digest(At("once"), "model/weights.safetensors"));
        ToyRun.Digest(At("stopped"), "model/weights.safetensors").ShouldNotBe(ToyRun.Digest(At("once"), "model/weights.safetensors"));
        // It is over, also for a process that comes later.
        ToyRun.Watch(At("stopped"), null, out var later).ShouldBeTrue();
        later.Epochs.ShouldBeEmpty();
    }

    [Fact]
    public void Averaged_weights_follow_the_formula_and_are_what_is_watched()
    {
        var config = ToyRun.Config("""{ "epochs": 1, "batch": 10, "ema": 0.6, "learningRate": 0.05 }""");
        ToyRun.Train(At("run"), config);
        using (var data = ToyData.Open())
        using (var trainer = new Trainer(RunDirectory.Create(At("again"), config), data))
        {
            var average = Weights(trainer);
            for (var t = 0; trainer.TakeStep(); t++)
            {
                var (decay, now) = (Math.Min(0.6, (1.0 + t) / (10.0 + t)), Weights(trainer));
                foreach (var (name, values) in now)
                    for (var k = 0; k < values.Length; k++) average[name][k] = decay * average[name][k] + (1 - decay) * values[k];
            }
            using var scope = TensorScope.Enter();
            foreach (var (name, value) in SafetensorsReader.Load(Path.Combine(At("run"), "model/ema.safetensors")))
            {
                var stored = value.ToArray<float>();
                // Eight roundings of values up to one, single against double.
                for (var k = 0; k < stored.Length; k++) ((double)stored[k]).ShouldBe(average[name][k], 2e-6, name);
            }
        }
        ToyRun.Digest(At("run"), "best/weights.safetensors").ShouldBe(ToyRun.Digest(At("run"), "model/ema.safetensors"));
        ToyRun.Digest(At("run"), "best/weights.safetensors").ShouldNotBe(ToyRun.Digest(At("run"), "model/weights.safetensors"));
    }

    [Fact]
    public void Each_kind_of_weights_can_be_loaded_and_a_kind_that_is_not_kept_is_named()
    {
        ToyRun.Train(At("averaged"), ToyRun.Config("""{ "epochs": 2, "ema": 0.5 }"""), stopAfter: 1);
        var unfinished = RunDirectory.Open(At("averaged"));
        foreach (var kind in (WeightsKind[])[WeightsKind.Last, WeightsKind.Ema]) unfinished.LoadModel(kind).Dispose();
        ToyRun.Train(At("averaged"), null);
        foreach (var kind in Enum.GetValues<WeightsKind>()) unfinished.LoadModel(kind).Dispose();
        ToyRun.Train(At("plain"), ToyRun.Config("""{ "epochs": 1 }"""));
        Should.Throw<RunException>(() => RunDirectory.Open(At("plain")).LoadModel(WeightsKind.Ema)).Message.ShouldContain("keeps no averaged weights");
    }

    private static Dictionary<string, double[]> Weights(Trainer trainer)
    {
        using var scope = TensorScope.Enter();
        return trainer.Model.State().ToDictionary(p => p.Name, p => p.Value.Detach().ToArray<float>().Select(v => (double)v).ToArray());
    }

    private string At(string name) => Path.Combine(root, name);
}
