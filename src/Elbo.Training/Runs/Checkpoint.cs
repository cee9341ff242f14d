using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Elbo.Torch;
using Elbo.Torch.IO;
using Elbo.Torch.Optim;

namespace Elbo.Training.Runs;

/// <summary>One <c>checkpoints/step-N/</c>: current weights with the optimizer state and stream positions that belong to them.</summary>
public sealed class Checkpoint
{
    private const string Prefix = "step-";
    private const string StateFile = "state.json";

    private Checkpoint(string path) => Path = path;

    public string Path { get; }

    public string WeightsPath => System.IO.Path.Combine(Path, "weights.safetensors");

    public string OptimizerPath => System.IO.Path.Combine(Path, "optimizer.safetensors");

    /// <summary>The complete checkpoint with the most steps, or null.</summary>
    public static Checkpoint? Latest(string folder) => All(folder).LastOrDefault();

    /// <summary>Writes a checkpoint under a temporary name and renames it, so that it is there whole or not at all; older ones beyond two go.</summary>
    public static Checkpoint Save(string folder, TrainingState state, IEnumerable<(string, Tensor)> weights, IEnumerable<(string, Tensor)> optimizer)
    {
        Directory.CreateDirectory(folder);
        var final = System.IO.Path.Combine(folder, Prefix + state.Step.ToString(CultureInfo.InvariantCulture));
        if (Directory.Exists(final)) return new(final);
        foreach (var abandoned in Directory.EnumerateDirectories(folder, ".new-*")) Directory.Delete(abandoned, true);
        var checkpoint = new Checkpoint(System.IO.Path.Combine(folder, $".new-{Guid.NewGuid():N}"));
        Directory.CreateDirectory(checkpoint.Path);
        try
        {
            SafetensorsWriter.Save(checkpoint.WeightsPath, weights, null);
            SafetensorsWriter.Save(checkpoint.OptimizerPath, optimizer, null);
            AtomicFile.WriteText(System.IO.Path.Combine(checkpoint.Path, StateFile), JsonSerializer.Serialize(state, StateJson.Default.TrainingState));
            Directory.Move(checkpoint.Path, final);
        }
        catch
        {
            Directory.Delete(checkpoint.Path, true);
            throw;
        }
        AtomicFile.FlushFolder(folder);
        foreach (var old in All(folder).SkipLast(2)) Directory.Delete(old.Path, true);
        return new(final);
    }

    /// <summary>The numbers beside the tensors.</summary>
    /// <exception cref="RunException">Damaged.</exception>
    public TrainingState ReadState()
    {
        var file = System.IO.Path.Combine(Path, StateFile);
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(file), StateJson.Default.TrainingState) ?? throw new RunException($"{file}: empty");
        }
        catch (JsonException failure)
        {
            throw new RunException($"{file}: damaged: not the state of a run, line {failure.LineNumber + 1}");
        }
    }

    private static IEnumerable<Checkpoint> All(string folder) =>
        !Directory.Exists(folder) ? [] : Directory.EnumerateDirectories(folder, Prefix + "*")
            .Select(path => (Path: path, Step: long.TryParse(System.IO.Path.GetFileName(path)[Prefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var step) ? step : -1))
            .Where(c => c.Step >= 0).OrderBy(c => c.Step).Select(c => new Checkpoint(c.Path));
}

/// <summary>Where a run stands: with the tensors of the checkpoint, all that the next step depends on.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Plan">State of the batch plan.</param>
/// <param name="Noise">Position of the noise stream.</param>
/// <param name="Optimizer">The update rule's counters.</param>
/// <param name="MetricsBytes">Length of the metrics log.</param>
/// <param name="Running">Sums of the unfinished epoch.</param>
/// <param name="Seconds">Time trained so far.</param>
public sealed record TrainingState(long Step, byte[] Plan, ulong Noise, OptimizerProgress Optimizer, long MetricsBytes, RunningTerms Running, double Seconds);

[JsonSourceGenerationOptions(WriteIndented = true, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(TrainingState))]
internal sealed partial class StateJson : JsonSerializerContext;
