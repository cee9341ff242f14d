using System.Text.Json.Nodes;
using Elbo.Data;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.IO;
using Elbo.Training.Configuration;
using Elbo.Training.Runs;

namespace Elbo.Training.Tests;

[NoLeak]
public sealed class TrainerTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("elbo-trainer-").FullName;

    public void Dispose() => Directory.Delete(root, true);

    [Theory]
    [InlineData("adam", 1)]
    [InlineData("adam", 9)]
    [InlineData("rmsProp", 17)]
    [InlineData("adamax", 20)]
    [InlineData("sgd", 5)]
    public void A_run_that_was_stopped_ends_with_the_same_bytes(string optimizer, int stopAfter) =>
        EndsAlike($$"""{ "optimizer": "{{optimizer}}", "batch": 13, "epochs": 4, "schedule": "cosine" }""", [stopAfter, stopAfter + 3], []);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(14)]
    [InlineData(25)]
    public void So_does_one_with_averaged_weights_warm_up_clipping_and_checkpoints_within_epochs(int stopAfter) =>
        EndsAlike("""{ "batch": 13, "epochs": 6, "learningRate": 0.01, "ema": 0.9, "klWarmUp": 3, "clipNorm": 5, "patience": 4, "checkpointSteps": 3 }""",
            [stopAfter, stopAfter + 1, stopAfter + 8], ["model/ema.safetensors"]);

    [Fact]
    public void Training_lowers_the_objective_and_logs_every_term()
    {
        var folder = At("run");
        ToyRun.Train(folder, ToyRun.Config("""{ "epochs": 30, "batch": 20, "learningRate": 0.01 }"""));
        var lines = ToyRun.Metrics(folder);
        lines.Count.ShouldBe(30);
        double Objective(int k) => (double)lines[k]["train"]!["objective"]!;
        Objective(29).ShouldBeLessThan(Objective(0) - 1);
        ((double)lines[29]["train"]!["reconstruction"]! + (double)lines[29]["train"]!["kl"]!).ShouldBe(Objective(29), 1e-3);
        ((double)lines[29]["held_out"]!["objective"]!).ShouldBe(Objective(29), 1.5);
    }

    [Fact]
    public void What_an_objective_changes_from_epoch_to_epoch_has_come_to_its_end_where_examples_are_held_out()
    {
        var config = RunConfig.Resolve((JsonObject)JsonNode.Parse("""
            { "model": { "id": "neural-statistician", "context": 1, "latent": 1, "hidden": [4] }, "data": { "id": "synthetic-distributions" }, "training": { "batch": 8, "epochs": 3 } }
            """)!);
        using var data = new LimitedData(Datasets.Open(config.Data.Id, config.Data.ToOptions()), 16, 8);
        ToyRun.Train(At("run"), config, data: data);
        var lines = ToyRun.Metrics(At("run"));
        for (var epoch = 0; epoch < 3; epoch++)
        {
            Holds(lines[epoch]["train"]!, 1 + Math.Pow(0.5, epoch));
            Holds(lines[epoch]["held_out"]!, 1);
        }

        // Means of f32 nats of a few thousand.
        static void Holds(JsonNode means, double weight) => ((double)means["objective"]!).ShouldBe(weight * (double)means["reconstruction"]! + (double)means["kl"]! / weight, 0.01);
    }

    [Fact]
    public void The_norm_of_the_gradient_is_logged_as_it_is_before_clipping()
    {
        ToyRun.Train(At("clipped"), ToyRun.Config("""{ "epochs": 1, "batch": 80, "clipNorm": 0.001 }"""));
        ToyRun.Train(At("free"), ToyRun.Config("""{ "epochs": 1, "batch": 80 }"""));
        var clipped = (double)ToyRun.Metrics(At("clipped"))[0]["gradient_norm"]!;
        clipped.ShouldBeGreaterThan(0.01);
        ((double)ToyRun.Metrics(At("free"))[0]["gradient_norm"]!).ShouldBe(clipped);
    }

    [Fact]
    public void Watching_and_warnings_change_nothing()
    {
        var config = ToyRun.Config("""{ "epochs": 5, "batch": 20, "learningRate": 0.01 }""");
        ToyRun.Train(At("watched"), config);
        using var data = ToyData.Open();
        using var trainer = new Trainer(RunDirectory.Create(At("blind"), config), data);
        // The same steps without what is between epochs.
        for (var epoch = 0; epoch < 5;)
            if (!trainer.TakeStep()) epoch++;
        using var scope = TensorScope.Enter();
        var watched = SafetensorsReader.Load(Path.Combine(At("watched"), "model/weights.safetensors")).ToDictionary(t => t.Name, t => t.Value);
        foreach (var (name, value) in trainer.Model.State()) value.Detach().ToArray<float>().ShouldBe(watched[name].ToArray<float>(), name);
    }

    [Fact]
    public void Live_tensors_do_not_grow_with_epochs()
    {
        ToyRun.Watch(At("run"), ToyRun.Config("""{ "epochs": 10, "batch": 10, "ema": 0.9, "klWarmUp": 2, "checkpointSteps": 3 }"""), out var watcher);
        watcher.Live.Count.ShouldBe(10);
        watcher.Live.Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public void Two_trainers_of_one_run_are_refused()
    {
        var run = RunDirectory.Create(At("run"), ToyRun.Config("{}"));
        using var data = ToyData.Open();
        using (new Trainer(run, data)) Should.Throw<RunException>(() => new Trainer(run, data)).Message.ShouldBe($"{run.Path}: another process is training this run");
        new Trainer(run, data).Dispose();
    }

    private string At(string name) => Path.Combine(root, name);

    private void EndsAlike(string training, int[] stops, string[] more)
    {
        var config = ToyRun.Config(training);
        ToyRun.Train(At("whole"), config).ShouldBeTrue();
        ToyRun.Train(At("stopped"), config, stops[0]).ShouldBeFalse();
        foreach (var stop in stops[1..]) ToyRun.Train(At("stopped"), null, stop).ShouldBeFalse();
        ToyRun.Train(At("stopped"), null).ShouldBeTrue();
        foreach (var file in (string[])["model/weights.safetensors", "best/weights.safetensors", "model/config.json", "config.json", .. more])
            ToyRun.Digest(At("stopped"), file).ShouldBe(ToyRun.Digest(At("whole"), file), file);
        ToyRun.MetricsWithoutTime(At("stopped")).ShouldBe(ToyRun.MetricsWithoutTime(At("whole")));
        EventFileReader.Scalars(At("stopped")).ShouldBe(EventFileReader.Scalars(At("whole")));
    }
}
