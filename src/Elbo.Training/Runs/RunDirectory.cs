using System.Globalization;
using System.Text.Json.Nodes;
using Elbo.Data;
using Elbo.Models;
using Elbo.Models.Configuration;
using Elbo.Torch;
using Elbo.Torch.IO;
using Elbo.Training.Configuration;

namespace Elbo.Training.Runs;

/// <summary>
/// A run on disk: <c>config.json</c> (resolved), <c>environment.json</c>, <c>metrics.jsonl</c>, <c>checkpoints/step-N/</c>,
/// <c>model/</c> (weights, config, card) and what commands add. Every file is complete or absent.
/// </summary>
public sealed class RunDirectory
{
    private const string ConfigFile = "config.json";

    private RunDirectory(string path, RunConfig config) => (Path, Config) = (path, config);

    public string Path { get; }

    public RunConfig Config { get; }

    public string MetricsPath => System.IO.Path.Combine(Path, "metrics.jsonl");

    public string CheckpointsPath => System.IO.Path.Combine(Path, "checkpoints");

    /// <summary>The trained weights, once there are any.</summary>
    public string WeightsPath => System.IO.Path.Combine(Path, "model", "weights.safetensors");

    /// <summary>Makes a new run; an existing folder must be empty.</summary>
    /// <exception cref="RunException">The folder is in use or cannot be written.</exception>
    public static RunDirectory Create(string path, RunConfig config)
    {
        try
        {
            if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
                throw new RunException($"{path}: the folder is not empty; name another with --out, or go on with `elbo resume {path}`");
            Directory.CreateDirectory(path);
            AtomicFile.WriteText(System.IO.Path.Combine(path, "environment.json"), RunEnvironment.Describe());
            AtomicFile.WriteText(System.IO.Path.Combine(path, ConfigFile), config.ToText());
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RunException($"{path}: cannot be written: {failure.Message}");
        }
        return new(path, config);
    }

    /// <summary>Opens a run that was made before.</summary>
    /// <exception cref="RunException">No run is there.</exception>
    /// <exception cref="ConfigException">Its configuration is damaged.</exception>
    public static RunDirectory Open(string path)
    {
        var file = System.IO.Path.Combine(path, ConfigFile);
        if (!File.Exists(file)) throw new RunException($"{path}: no run here ({ConfigFile} is missing)");
        return new(path, RunConfig.Resolve(ConfigReader.ReadFile(file)));
    }

    /// <summary>The trained model, on the CPU, in evaluation mode; the caller disposes it.</summary>
    /// <param name="shape">Shape of one example of the run's data.</param>
    /// <exception cref="RunException">Nothing was trained to the end of an epoch yet.</exception>
    public Model LoadModel(IReadOnlyList<int> shape)
    {
        var weights = File.Exists(WeightsPath) ? WeightsPath
            : Checkpoint.Latest(CheckpointsPath) is { } latest ? latest.WeightsPath
            : throw new RunException($"{Path}: no trained weights yet");
        using var generator = new Generator(0);
        var model = ModelCatalog.Find(Config.Model).Build(Config.ModelSettings, new ModelInputs(shape, generator));
        try
        {
            SafetensorsReader.LoadInto(weights, model.State());
        }
        catch
        {
            model.Dispose();
            throw;
        }
        model.Evaluate();
        return model;
    }

    /// <summary>Writes <c>model/</c>: what another program needs to use the trained network.</summary>
    public void SaveModel(Model model, DatasetInfo data)
    {
        var folder = System.IO.Path.Combine(Path, "model");
        Directory.CreateDirectory(folder);
        var card = ModelCatalog.Find(Config.Model).Card;
        SafetensorsWriter.Save(WeightsPath, model.State(), new Dictionary<string, string> { ["model"] = Config.Model });
        var settings = (JsonObject)Config.ModelSettings.DeepClone();
        settings["id"] = Config.Model;
        AtomicFile.WriteText(System.IO.Path.Combine(folder, ConfigFile), settings.ToJsonString(new() { WriteIndented = true }) + "\n");
        AtomicFile.WriteText(System.IO.Path.Combine(folder, "card.md"), string.Create(CultureInfo.InvariantCulture,
            $"# {card.Title}\n\n{card.Summary}\n\nPaper: {card.Paper}. Trained on {data.Title} ({data.Id}), {Config.Training.Epochs} epochs, seed {Config.Seed}; {model.ParameterCount} parameters.\n"));
    }
}

/// <summary>A run folder is missing, in use or unfit; the message begins with its path.</summary>
public sealed class RunException(string message) : Exception(message);
