using System.Globalization;
using System.Text.Json;
using Elbo.Torch;
using Elbo.Torch.IO;

namespace Elbo.Training.Runs;

/// <summary>One <c>checkpoints/step-N/</c>: current weights with the optimizer state and stream positions that belong to them.</summary>
public sealed class Checkpoint
{
    private const string Prefix = "step-";
    private const string StateFile = "state.json";

    private Checkpoint(string path) => Path = path;

    /// <summary>Its folder, <c>step-N</c>.</summary>
    public string Path { get; }

    /// <summary>The weights that the next step begins from, as safetensors.</summary>
    public string WeightsPath => System.IO.Path.Combine(Path, "weights.safetensors");

    /// <summary>The state of an optimizer.</summary>
    /// <param name="update">Name of its update; null for that of the first, which most trainings have alone.</param>
    public string OptimizerPath(string? update) => System.IO.Path.Combine(Path, update is null ? "optimizer.safetensors" : $"optimizer-{update}.safetensors");

    /// <summary>The averaged weights, in a run that keeps some.</summary>
    public string AveragePath => System.IO.Path.Combine(Path, "ema.safetensors");

    /// <summary>The complete checkpoint with the most steps, or null.</summary>
    public static Checkpoint? Latest(string folder) => All(folder).LastOrDefault();

    /// <summary>Writes a checkpoint under a temporary name and renames it, so that it is there whole or not at all; then older ones go.</summary>
    /// <param name="folder">Where checkpoints lie.</param>
    /// <param name="state">The numbers.</param>
    /// <param name="write">Puts the tensors beside them, at the paths of the checkpoint it is given.</param>
    /// <param name="keep">How many stay.</param>
    /// <exception cref="RunException">It cannot be written; the ones before stay.</exception>
    public static Checkpoint Save(string folder, TrainingState state, Action<Checkpoint> write, int keep)
    {
        var final = System.IO.Path.Combine(folder, Prefix + state.Step.ToString(CultureInfo.InvariantCulture));
        // Written at this step before: going on from it leads here again.
        if (Directory.Exists(final)) return new(final);
        var checkpoint = new Checkpoint(System.IO.Path.Combine(folder, $".new-{Guid.NewGuid():N}"));
        try
        {
            Directory.CreateDirectory(checkpoint.Path);
            write(checkpoint);
            AtomicFile.WriteText(System.IO.Path.Combine(checkpoint.Path, StateFile), JsonSerializer.Serialize(state, StateJson.Default.TrainingState));
            Directory.Move(checkpoint.Path, final);
        }
        catch (Exception failure)
        {
            Remove(checkpoint.Path);
            if (failure is not (IOException or UnauthorizedAccessException)) throw;
            var reason = failure.Message.Split(" : '")[0].Replace(checkpoint.Path, final, StringComparison.Ordinal);
            throw new RunException($"{final}: the checkpoint cannot be written: {reason}; the one before is kept, so the run can go on once this is mended");
        }
        AtomicFile.FlushFolder(folder);
        foreach (var old in All(folder).SkipLast(keep)) Remove(old.Path);
        return new(final);
    }

    /// <summary>Removes what a process that was killed left half-written or half-removed.</summary>
    public static void RemoveLeftovers(string folder)
    {
        foreach (var abandoned in Directory.EnumerateDirectories(folder, ".new-*").Concat(Directory.EnumerateDirectories(folder, ".old-*")).ToList())
            Directory.Delete(abandoned, true);
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

    // Under another name first: a folder called step-N is always whole.
    private static void Remove(string path)
    {
        if (!Directory.Exists(path)) return;
        var aside = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(path)!, $".old-{Guid.NewGuid():N}");
        Directory.Move(path, aside);
        Directory.Delete(aside, true);
    }

    private static IEnumerable<Checkpoint> All(string folder) =>
        !Directory.Exists(folder) ? [] : Directory.EnumerateDirectories(folder, Prefix + "*")
            .Select(path => (Path: path, Step: long.TryParse(System.IO.Path.GetFileName(path)[Prefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var step) ? step : -1))
            .Where(c => c.Step >= 0).OrderBy(c => c.Step).Select(c => new Checkpoint(c.Path));
}
