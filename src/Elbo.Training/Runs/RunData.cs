using System.Text.Json.Nodes;
using Elbo.Models.Configuration;
using Elbo.Torch.IO;

namespace Elbo.Training.Runs;

/// <summary>What the data of a run was when training began, in <c>data.json</c>: another file under the same name is told from it.</summary>
/// <param name="Fingerprint">As <see cref="Elbo.Data.IDataset.Fingerprint"/> gave it.</param>
/// <param name="Low">The least value of a training example.</param>
/// <param name="High">The greatest.</param>
public sealed record RunData(string Fingerprint, double Low, double High)
{
    private const string FileName = "data.json";

    /// <summary>What is kept with a run; null for one that an earlier version began.</summary>
    /// <exception cref="RunException">The file is damaged.</exception>
    public static RunData? Find(RunDirectory run)
    {
        var path = PathIn(run);
        if (!File.Exists(path)) return null;
        try
        {
            var json = ConfigReader.ReadFile(path);
            if (json["fingerprint"]?.GetValue<string>() is { Length: > 0 } fingerprint && json["low"]?.GetValue<double>() is { } low && json["high"]?.GetValue<double>() is { } high)
                return new(fingerprint, low, high);
        }
        catch (Exception failure) when (failure is ConfigException or InvalidOperationException or FormatException)
        {
            throw new RunException($"{path}: damaged: {failure.Message}");
        }
        throw new RunException($"{path}: damaged: fingerprint, low or high is missing");
    }

    /// <summary>Keeps it with a run, in place of what was there.</summary>
    public void Save(RunDirectory run) =>
        AtomicFile.WriteText(PathIn(run), new JsonObject { ["fingerprint"] = Fingerprint, ["low"] = Low, ["high"] = High }.ToJsonString(new() { WriteIndented = true }) + "\n");

    private static string PathIn(RunDirectory run) => Path.Combine(run.Path, FileName);
}
