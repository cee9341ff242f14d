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
    public string WeightsPath => System.IO.Path.Combine(ModelPath, "weights.safetensors");

    /// <summary>The report a person looks at, once a command has written it.</summary>
    public string ReportPath => System.IO.Path.Combine(Path, "report.html");

    private string ModelPath => System.IO.Path.Combine(Path, "model");

    private string EncodingPath => System.IO.Path.Combine(ModelPath, "table.json");

    private string ModelConfigPath => System.IO.Path.Combine(ModelPath, ConfigFile);

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

    /// <summary>Whether a run was made at <paramref name="path"/>.</summary>
    public static bool Exists(string path) => File.Exists(System.IO.Path.Combine(path, ConfigFile));

    /// <summary>Opens a run that was made before.</summary>
    /// <exception cref="RunException">No run is there.</exception>
    /// <exception cref="ConfigException">Its configuration is damaged.</exception>
    public static RunDirectory Open(string path)
    {
        var file = System.IO.Path.Combine(path, ConfigFile);
        if (!Exists(path)) throw new RunException($"{path}: no run here ({ConfigFile} is missing)");
        var config = ConfigReader.ReadFile(file);
        try
        {
            return new(path, RunConfig.Resolve(config));
        }
        catch (ConfigException failure)
        {
            throw new ConfigException($"{file}: {failure.Message}");
        }
    }

    /// <summary>Shape of one example of the data the model was built for.</summary>
    /// <exception cref="RunException">The run has no model yet, or its description is damaged.</exception>
    public IReadOnlyList<int> ReadShape()
    {
        if (!File.Exists(ModelConfigPath)) throw new RunException($"{Path}: no model yet; train it with `elbo resume {Path}`");
        return ConfigReader.ReadFile(ModelConfigPath)["shape"] is JsonArray { Count: > 0 } sizes && sizes.All(s => s is JsonValue v && v.TryGetValue<int>(out var size) && size > 0)
            ? [.. sizes.Select(s => (int)s!)]
            : throw new RunException($"{ModelConfigPath}: 'shape' is missing or no list of sizes");
    }

    /// <summary>How the table that the model was trained on became numbers; null for other data, or before training.</summary>
    /// <exception cref="DataException">It is damaged.</exception>
    public TableEncoding? ReadEncoding() => File.Exists(EncodingPath) ? TableEncoding.Read(EncodingPath) : null;

    /// <summary>The trained model, or that of the latest checkpoint, on the CPU and in evaluation mode; the caller disposes it.</summary>
    /// <exception cref="RunException">Nothing was trained yet.</exception>
    public Model LoadModel()
    {
        var weights = File.Exists(WeightsPath) ? WeightsPath
            : Checkpoint.Latest(CheckpointsPath) is { } latest ? latest.WeightsPath
            : throw new RunException($"{Path}: no trained weights yet; train it with `elbo resume {Path}`");
        using var generator = new Generator(0);
        var model = ModelCatalog.Find(Config.Model).Build(Config.ModelSettings, new ModelInputs(ReadShape(), generator));
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

    /// <summary>Writes <c>model/config.json</c> and <c>model/card.md</c>: with the weights, what another program needs.</summary>
    public void DescribeModel(Model model, DatasetInfo data)
    {
        Directory.CreateDirectory(ModelPath);
        var card = ModelCatalog.Find(Config.Model).Card;
        var settings = (JsonObject)Config.ModelSettings.DeepClone();
        settings["id"] = Config.Model;
        settings["shape"] = new JsonArray([.. data.Shape.Select(s => JsonValue.Create(s))]);
        if (data.Encoding is { } encoding) AtomicFile.WriteText(EncodingPath, encoding.ToText());
        AtomicFile.WriteText(ModelConfigPath, settings.ToJsonString(new() { WriteIndented = true }) + "\n");
        AtomicFile.WriteText(System.IO.Path.Combine(ModelPath, "card.md"), string.Create(CultureInfo.InvariantCulture,
            $"# {card.Title}\n\n{card.Summary}\n\nPaper: {card.Paper}. Trained on {data.Title} ({data.Id}), {Config.Training.Epochs} epochs, seed {Config.Seed}; {model.ParameterCount} parameters.\n"));
    }

    /// <summary>Writes the trained weights, <c>model/weights.safetensors</c>.</summary>
    public void SaveWeights(Model model) =>
        SafetensorsWriter.Save(WeightsPath, model.State(), new Dictionary<string, string> { ["model"] = Config.Model });
}

/// <summary>A run folder is missing, in use or unfit; the message begins with its path.</summary>
public sealed class RunException(string message) : Exception(message);
