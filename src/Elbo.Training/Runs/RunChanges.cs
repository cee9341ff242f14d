using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Elbo.Data;
using Elbo.Models.Configuration;
using Elbo.Torch.IO;
using Elbo.Training.Configuration;

namespace Elbo.Training.Runs;

/// <summary>
/// Settings that are changed while a run is under way, such as a learning rate under which it diverged. <c>config.json</c> has the new values, and
/// <c>changes.json</c> what they were, at which step of which stage, and when: figures of such a run do not follow from its configuration alone.
/// </summary>
public static class RunChanges
{
    private const string File = "changes.json";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private const string Training = "training", Stages = "stages";

    // What the state in a checkpoint does not depend on, and epochs can be compared under.
    private static readonly string[] free =
    [
        "learningRate", "schedule", "clipNorm", "weightDecay", "beta1", "beta2", "epsilon", "epochs", "minDelta", "checkpointEvery", "checkpointSteps", "checkpointMinutes", "keepCheckpoints",
    ];

    /// <summary>What was changed, in order: <c>key</c>, <c>from</c>, <c>to</c>, <c>stage</c>, <c>step</c>, <c>date</c>. Empty for a run that is as it was begun.</summary>
    /// <exception cref="ConfigException">The record is damaged.</exception>
    public static IReadOnlyList<JsonObject> Of(RunDirectory run)
    {
        var path = Path.Combine(run.Path, File);
        return !System.IO.File.Exists(path) ? [] : ConfigReader.ReadFile(path)["changes"] is JsonArray list ? [.. list.OfType<JsonObject>()] : throw new ConfigException($"{path}: 'changes' is missing");
    }

    /// <summary>The key that sets something for a stage: that of the whole training unless the stage has settings of its own.</summary>
    public static string KeyOf(RunDirectory run, string stage, string setting) => run.Config.Stages.ContainsKey(stage) ? $"{Training}.{Stages}.{stage}.{setting}" : $"{Training}.{setting}";

    /// <summary>Changes settings of a run that is not finished.</summary>
    /// <param name="assignments">As in <c>training.learningRate=1e-4</c>.</param>
    /// <returns>The run with its new settings.</returns>
    /// <exception cref="ConfigException">A key that cannot change any more, or a value it cannot have.</exception>
    /// <exception cref="RunException">The run is finished, or trained by another process.</exception>
    public static RunDirectory Apply(RunDirectory run, IReadOnlyList<string> assignments)
    {
        if (assignments.Count == 0) return run;
        if (run.IsComplete) throw new RunException($"{run.Path}: the run is finished, --set has nothing to change");
        using var hold = new RunLock(run);
        var stage = run.Stages.First(s => !s.IsComplete);
        foreach (var assignment in assignments) Check(run, stage.Name, assignment);
        var path = Path.Combine(run.Path, "config.json");
        var root = ConfigReader.ReadFile(path);
        var step = Checkpoint.Latest(stage.CheckpointsPath)?.ReadState().Step ?? 0;
        var changes = Of(run).Select(c => (JsonNode)c.DeepClone()).ToList();
        foreach (var assignment in assignments)
        {
            var key = KeyIn(assignment);
            var from = (Find(root, key) ?? Find(root, $"{Training}.{key.Split('.')[^1]}"))?.DeepClone();
            ConfigReader.Set(root, assignment);
            if (JsonNode.DeepEquals(from, Find(root, key))) continue;
            changes.Add(Change(key, from, Find(root, key)?.DeepClone(), stage, step));
        }
        RunConfig.Resolve((JsonObject)root.DeepClone());
        Write(run, changes);
        AtomicFile.WriteText(path, root.ToJsonString(Indented) + "\n");
        return RunDirectory.Open(run.Path);
    }

    /// <summary>Takes other data than the run was begun with for its data from here on.</summary>
    /// <exception cref="RunException">The run is finished, or trained by another process.</exception>
    public static void TakeData(RunDirectory run, IDataset data)
    {
        if (RunData.Find(run) is not { } known || known.Fingerprint == data.Fingerprint) return;
        if (run.IsComplete) throw new RunException($"{run.Path}: the run is finished; --changed-data needs --epochs");
        using var hold = new RunLock(run);
        var stage = run.Stages.First(s => !s.IsComplete);
        var step = Checkpoint.Latest(stage.CheckpointsPath)?.ReadState().Step ?? 0;
        Write(run, [.. Of(run).Select(c => (JsonNode)c.DeepClone()), Change("data", known.Fingerprint, data.Fingerprint, stage, step)]);
        (known with { Fingerprint = data.Fingerprint }).Save(run);
    }

    private static JsonObject Change(string key, JsonNode? from, JsonNode? to, StageDirectory stage, long step) => new()
    {
        ["key"] = key,
        ["from"] = from,
        ["to"] = to,
        ["stage"] = stage.Name,
        ["step"] = step,
        ["date"] = DateTime.UtcNow.ToString("u", CultureInfo.InvariantCulture),
    };

    private static void Write(RunDirectory run, IReadOnlyList<JsonNode> changes) =>
        AtomicFile.WriteText(Path.Combine(run.Path, File), new JsonObject { ["changes"] = new JsonArray([.. changes]) }.ToJsonString(Indented) + "\n");

    private static void Check(RunDirectory run, string stage, string assignment)
    {
        var (key, keys) = (KeyIn(assignment), KeyIn(assignment).Split('.'));
        var isOfStage = keys is [Training, Stages, _, _];
        if (!(isOfStage || keys is [Training, _]) || !free.Contains(keys[^1]))
            throw new ConfigException($"--set {key}: cannot change while a run is under way{NearestName.Hint(key, [.. free.Select(f => $"{Training}.{f}")])}; {Training}.{string.Join(", ", free)} can");
        if (!isOfStage && run.Config.Stages.ContainsKey(stage))
            throw new ConfigException($"--set {key}: has no effect on the {stage}, which is under way and has settings of its own: set {KeyOf(run, stage, keys[^1])}");
    }

    private static string KeyIn(string assignment) => assignment.IndexOf('=') is > 0 and var equals ? assignment[..equals] : throw new ConfigException($"--set wants key=value, not '{assignment}'");

    private static JsonNode? Find(JsonObject root, string key) => key.Split('.').Aggregate((JsonNode?)root, (at, name) => (at as JsonObject)?[name]);
}
