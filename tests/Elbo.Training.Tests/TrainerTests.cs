using System.Text.Json.Nodes;
using Elbo.Testing;
using Elbo.Torch;
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
    public void A_run_that_was_stopped_ends_with_the_same_bytes(string optimizer, int stopAfter)
    {
        var config = Config($$"""{ "training": { "optimizer": "{{optimizer}}", "batch": 13, "epochs": 4, "schedule": "cosine" } }""");
        var whole = Path.Combine(root, "whole");
        Train(whole, config, long.MaxValue).ShouldBeTrue();
        var stopped = Path.Combine(root, "stopped");
        Train(stopped, config, stopAfter).ShouldBeFalse();
        Train(stopped, null, stopAfter + 3).ShouldBeFalse();
        Train(stopped, null, long.MaxValue).ShouldBeTrue();
        foreach (var file in (string[])["model/weights.safetensors", "model/config.json", "config.json"])
            File.ReadAllBytes(Path.Combine(stopped, file)).ShouldBe(File.ReadAllBytes(Path.Combine(whole, file)), file);
        Metrics(stopped).ShouldBe(Metrics(whole));
    }

    [Fact]
    public void Training_lowers_the_objective_and_logs_every_term()
    {
        var folder = Path.Combine(root, "run");
        Train(folder, Config("""{ "training": { "epochs": 30, "batch": 20, "learningRate": 0.01 } }"""), long.MaxValue);
        var lines = File.ReadAllLines(Path.Combine(folder, "metrics.jsonl")).Select(l => JsonNode.Parse(l)!).ToList();
        lines.Count.ShouldBe(30);
        double Objective(int k) => (double)lines[k]["train"]!["objective"]!;
        Objective(29).ShouldBeLessThan(Objective(0) - 1);
        ((double)lines[29]["train"]!["reconstruction"]! + (double)lines[29]["train"]!["kl"]!).ShouldBe(Objective(29), 1e-3);
        ((double)lines[29]["held_out"]!["objective"]!).ShouldBe(Objective(29), 1.5);
    }

    [Theory]
    [InlineData(20, "step 10: ")]
    [InlineData(80, "step 3, held-out data: ")]
    public void Divergence_names_step_and_term_and_keeps_the_last_checkpoint(int batch, string where)
    {
        var folder = Path.Combine(root, "run");
        var text = $$"""{ "training": { "optimizer": "sgd", "learningRate": 0.001, "batch": {{batch}}, "epochs": 2 } }""";
        Train(folder, Config(text), long.MaxValue);
        File.WriteAllText(Path.Combine(folder, "config.json"), Config(text.Replace("0.001", "1e30").Replace("\"epochs\": 2", "\"epochs\": 9")).ToText());
        var failure = Should.Throw<TrainingDivergedException>(() => Train(folder, null, long.MaxValue));
        failure.Message.ShouldStartWith(where);
        failure.Message.ShouldMatch("'(reconstruction|kl)' is not finite");
        var latest = Checkpoint.Latest(Path.Combine(folder, "checkpoints")).ShouldNotBeNull();
        latest.ReadState().Step.ShouldBe(2 * 80 / batch);
    }

    [Fact]
    public void Two_checkpoints_stay_and_half_written_ones_are_never_taken()
    {
        var folder = Path.Combine(root, "run");
        Train(folder, Config("""{ "training": { "epochs": 5, "batch": 40 } }"""), long.MaxValue);
        var checkpoints = Path.Combine(folder, "checkpoints");
        Directory.GetDirectories(checkpoints).Select(Path.GetFileName).Order().ShouldBe(["step-10", "step-8"]);
        Directory.CreateDirectory(Path.Combine(checkpoints, ".new-99"));
        Checkpoint.Latest(checkpoints)!.Path.ShouldEndWith("step-10");
    }

    [Fact]
    public void Live_tensors_do_not_grow_with_steps()
    {
        using var data = ToyData.Open();
        var run = RunDirectory.Create(Path.Combine(root, "run"), Config("""{ "training": { "epochs": 100, "batch": 10 } }"""));
        using var trainer = new Trainer(run, data);
        var observer = new Counting(long.MaxValue, default);
        trainer.Run(observer);
        observer.Live.Skip(1).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public void A_folder_with_something_in_it_is_refused()
    {
        File.WriteAllText(Path.Combine(root, "note.txt"), "mine");
        Should.Throw<RunException>(() => RunDirectory.Create(root, Config("{}"))).Message.ShouldContain("is not empty");
        Should.Throw<RunException>(() => RunDirectory.Open(root)).Message.ShouldContain("no run here");
    }

    private static RunConfig Config(string json)
    {
        var settings = (JsonObject)JsonNode.Parse(json)!;
        settings["model"] = JsonNode.Parse("""{ "latent": 2, "hidden": [8] }""");
        settings["data"] = JsonNode.Parse("""{ "id": "toy" }""");
        return RunConfig.Resolve(settings);
    }

    private static bool Train(string folder, RunConfig? config, long stopAfter)
    {
        using var data = ToyData.Open();
        var run = config is null ? RunDirectory.Open(folder) : RunDirectory.Create(folder, config);
        using var trainer = new Trainer(run, data);
        using var cancel = new CancellationTokenSource();
        return trainer.Run(new Counting(stopAfter, cancel), cancel.Token);
    }

    // The log without its clock.
    private static List<string> Metrics(string folder) => [.. File.ReadAllLines(Path.Combine(folder, "metrics.jsonl")).Select(line =>
    {
        var row = (JsonObject)JsonNode.Parse(line)!;
        row.Remove("seconds");
        return row.ToJsonString();
    })];

    private sealed class Counting(long stopAfter, CancellationTokenSource? cancel) : ITrainingObserver
    {
        public List<long> Live { get; } = [];

        public void Started(TrainingStart start)
        {
        }

        public void Stepped(in StepReport step)
        {
            if (step.Step >= stopAfter) cancel?.Cancel();
        }

        public void EpochEnded(EpochReport epoch) => Live.Add(TensorCount.Live);
    }
}
