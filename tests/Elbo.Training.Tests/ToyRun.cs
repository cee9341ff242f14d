using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Elbo.Data;
using Elbo.Torch;
using Elbo.Training.Configuration;
using Elbo.Training.Runs;
using Elbo.Training.Warnings;

namespace Elbo.Training.Tests;

/// <summary>Runs of a small VAE on <see cref="ToyData"/>.</summary>
internal static class ToyRun
{
    /// <summary>A configuration of the toy model and data with the given training section.</summary>
    public static RunConfig Config(string training, string model = """{ "latent": 2, "hidden": [8] }""") => RunConfig.Resolve(new()
    {
        ["model"] = JsonNode.Parse(model),
        ["data"] = JsonNode.Parse("""{ "id": "toy" }"""),
        ["training"] = JsonNode.Parse(training),
    });

    /// <summary>Trains a new run, or goes on with the one that is there when <paramref name="config"/> is null.</summary>
    /// <returns>Whether it is complete.</returns>
    public static bool Train(string folder, RunConfig? config, long stopAfter = long.MaxValue, IDataset? data = null) => Watch(folder, config, out _, stopAfter, data);

    public static bool Watch(string folder, RunConfig? config, out Watcher watcher, long stopAfter = long.MaxValue, IDataset? data = null)
    {
        using var own = data is null ? ToyData.Open() : null;
        var run = config is null ? RunDirectory.Open(folder) : RunDirectory.Create(folder, config);
        using var trainer = new Trainer(run, data ?? own!);
        using var cancel = new CancellationTokenSource();
        watcher = new(stopAfter, cancel);
        return trainer.Run(watcher, cancel.Token);
    }

    public static List<JsonObject> Metrics(string folder) => [.. File.ReadAllLines(Path.Combine(folder, "metrics.jsonl")).Select(l => (JsonObject)JsonNode.Parse(l)!)];

    /// <summary>The log without its clock.</summary>
    public static List<string> MetricsWithoutTime(string folder) => [.. Metrics(folder).Select(row =>
    {
        row.Remove("seconds");
        return row.ToJsonString();
    })];

    /// <summary>What a file holds, short enough for a message.</summary>
    public static string Digest(string folder, string file) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, file))));
}

/// <summary>Keeps what a training says, and stops it.</summary>
internal sealed class Watcher(long stopAfter, CancellationTokenSource cancel) : ITrainingObserver
{
    /// <summary>Live tensors at the end of each epoch.</summary>
    public List<long> Live { get; } = [];

    public List<EpochReport> Epochs { get; } = [];

    public List<TrainingWarning> Warnings { get; } = [];

    public void Started(TrainingStart start)
    {
    }

    public void Stepped(in StepReport step)
    {
        if (step.Step >= stopAfter) cancel.Cancel();
    }

    public void EpochEnded(EpochReport epoch)
    {
        Epochs.Add(epoch);
        Live.Add(TensorCount.Live);
    }

    public void Warned(TrainingWarning warning) => Warnings.Add(warning);
}
