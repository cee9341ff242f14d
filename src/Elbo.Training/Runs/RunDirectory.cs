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
/// A run on disk: <c>config.json</c> (resolved), <c>environment.json</c>, <c>metrics.jsonl</c>, <c>tensorboard/</c>,
/// <c>checkpoints/step-N/</c>, <c>best/</c> (where examples are held out for validation, the weights of the epoch with the lowest objective on them), <c>model/</c> (once training has
/// ended the last weights, with <c>training.ema</c> also the averaged ones; config, schema of the data, card) and what commands add. A model that is trained in
/// stages has logs, checkpoints and weights of each in <c>stages/NAME/</c>. Every file is complete or absent.
/// </summary>
public sealed class RunDirectory
{
    private const string ConfigFile = "config.json";
    private const string EnvironmentFile = "environment.json";

    private readonly bool heldOutFromTheEnd;

    private DataSchema? schema;

    private RunDirectory(string path, RunConfig config, bool heldOutFromTheEnd = false)
    {
        (Path, Config, this.heldOutFromTheEnd) = (path, config, heldOutFromTheEnd);
        var names = ModelCatalog.Find(config.Model).StageNames;
        // Where there is one stage it is the run.
        Stages = names.Count == 0 ? [new(TrainingStage.Whole, path, ModelPath)]
            : [.. names.Select(name => System.IO.Path.Combine(path, "stages", name)).Zip(names, (folder, name) => new StageDirectory(name, folder, folder))];
    }

    /// <summary>The folder, as it was given.</summary>
    public string Path { get; }

    /// <summary>What it is trained with, every default resolved.</summary>
    public RunConfig Config { get; }

    /// <summary>Every stage a model of this kind can have, in order; a model may do without some.</summary>
    public IReadOnlyList<StageDirectory> Stages { get; }

    /// <summary>Whether training has come to its end.</summary>
    public bool IsComplete => File.Exists(System.IO.Path.Combine(ModelPath, "weights.safetensors"));

    /// <summary>How far a run has come that was not trained to its end, e.g. <c>3 of 10 epochs of the autoencoder are done</c>; null for a finished one.</summary>
    public string? Unfinished
    {
        get
        {
            if (IsComplete) return null;
            var stage = Stages.First(s => !s.IsComplete);
            return string.Create(CultureInfo.InvariantCulture, $"{stage.Epochs} of {Config.TrainingOf(stage.Name).Epochs} epochs{(Stages.Count == 1 ? "" : $" of the {stage.Name}")} are done");
        }
    }

    /// <summary>The stage of a model that the weights of a kind do not hold yet: its parts are as they were drawn at the start. Null where they hold all.</summary>
    public string? Untrained(Model model, WeightsKind kind)
    {
        var names = TrainingStage.Of(model).Select(s => s.Name).ToList();
        var weights = FindWeights(kind);
        var reached = names.FindLastIndex(name => Find(Stage(name), kind) == weights);
        // The weights of the last stage are copied to model/.
        return reached < 0 || reached == names.Count - 1 ? null : names[reached + 1];
    }

    /// <summary>The report a person looks at, once a command has written it.</summary>
    public string ReportPath => System.IO.Path.Combine(Path, "report.html");

    private string ModelPath => System.IO.Path.Combine(Path, "model");

    private string SchemaPath => System.IO.Path.Combine(ModelPath, "schema.json");

    private string ModelConfigPath => System.IO.Path.Combine(ModelPath, ConfigFile);

    /// <summary>Makes a new run; an existing folder must be empty.</summary>
    /// <exception cref="RunException">The folder is in use or cannot be written.</exception>
    public static RunDirectory Create(string path, RunConfig config)
    {
        try
        {
            // A process that was killed before it could write the configuration leaves no run.
            if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any(e => System.IO.Path.GetFileName(e) != EnvironmentFile && !IsLeftover(e)))
                throw new RunException($"{path}: the folder is not empty; name another with --out, or go on with `{TypedCommand.Of("resume", path)}`");
            Directory.CreateDirectory(path);
            AtomicFile.WriteText(System.IO.Path.Combine(path, EnvironmentFile), RunEnvironment.Describe());
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
            // Every key is written out, so one that is missing was not there yet: until then the last examples were held out.
            var settings = RunConfig.Resolve(config, isWhole: true);
            return new(path, settings, settings.Data.Validation > 0 && (config["data"] as JsonObject)?.ContainsKey("validationSeed") != true);
        }
        catch (ConfigException failure)
        {
            throw new ConfigException($"{file}: {failure.Message}");
        }
    }

    /// <summary>Refuses a run of which other examples would be held out now than were when it was begun: it would be validated on what it has learned.</summary>
    /// <exception cref="RunException">An earlier version took them from the end of the files.</exception>
    public void CheckHeldOut(IDataset data)
    {
        if (heldOutFromTheEnd && !data.Info.Splits.ContainsKey(Split.Validation))
            throw new RunException($"{Path}: an earlier Elbo held the last {Config.Data.Validation} training examples out, this one draws them over all classes; go on with that version, or train anew");
    }

    /// <summary>Threads the run was begun with, at most the cores there are: sums are rounded in their order. Null where it is not recorded.</summary>
    public int? ReadThreads()
    {
        var file = System.IO.Path.Combine(Path, EnvironmentFile);
        return File.Exists(file) && ConfigReader.ReadFile(file)["threads"] is JsonValue value && value.TryGetValue<int>(out var threads) && threads > 0
            ? Math.Min(threads, Environment.ProcessorCount) : null;
    }

    /// <summary>What the model was built for; null before there is a model.</summary>
    /// <exception cref="DataException">The schema is damaged.</exception>
    /// <exception cref="RunException">The description a former version left is damaged.</exception>
    public DataSchema? FindSchema() => schema ??= File.Exists(SchemaPath) ? DataSchema.Read(SchemaPath) : FormerRunDescription.Read(ModelPath, Config.Data);

    /// <summary>What the model was built for.</summary>
    /// <exception cref="RunException">The run has no model yet, or its description is damaged.</exception>
    /// <exception cref="DataException">The schema is damaged.</exception>
    public DataSchema ReadSchema() => FindSchema() ?? throw new RunException($"{Path}: no model yet; train it with `{TypedCommand.Of("resume", Path)}`");

    /// <summary>The stage of this name.</summary>
    public StageDirectory Stage(string name) => Stages.First(s => s.Name == name);

    /// <summary>The file that <see cref="LoadModel"/> reads: weights of the latest stage that has such weights, of its latest checkpoint while it goes on.</summary>
    /// <exception cref="RunException">There are no such weights.</exception>
    public string FindWeights(WeightsKind kind)
    {
        if (kind == WeightsKind.Ema && Stages.All(s => Config.TrainingOf(s.Name).Ema is null)) throw new RunException($"{Path}: keeps no averaged weights; train with --set training.ema=0.999");
        // A stage without averages ends with the weights it has.
        return Stages.Reverse().Select(s => Find(s, kind)).FirstOrDefault(f => f is not null)
            ?? throw new RunException(kind == WeightsKind.Best && IsComplete ? $"{Path}: no epoch was the best, as nothing was held out to choose it by; train with data.validation=null, or leave --weights out"
                : $"{Path}: no {(kind == WeightsKind.Best ? "best" : "trained")} weights yet; train it with `{TypedCommand.Of("resume", Path)}`");
    }

    /// <summary>The trained model, or that of the latest checkpoint, on the CPU and in evaluation mode; the caller disposes it.</summary>
    /// <exception cref="RunException">Nothing was trained yet, there are no such weights, or one of them is not finite.</exception>
    public Model LoadModel(WeightsKind kind = WeightsKind.Last)
    {
        var weights = FindWeights(kind);
        using var generator = new Generator(0);
        var model = ModelCatalog.Find(Config.Model).Build(Config.ModelSettings, new ModelInputs(ReadSchema(), generator));
        try
        {
            SafetensorsReader.LoadInto(weights, model.State());
            if (NonFinite.Weight(model) is { } weight) throw new RunException($"{weights}: the {weight} is not finite, so nothing can be said or drawn by this model; train anew with a smaller training.learningRate");
        }
        catch
        {
            model.Dispose();
            throw;
        }
        model.Evaluate();
        return model;
    }

    private string? Find(StageDirectory stage, WeightsKind kind) => stage.Find(kind == WeightsKind.Ema && Config.TrainingOf(stage.Name).Ema is null ? WeightsKind.Last : kind);

    /// <summary>Writes <c>model/config.json</c>, <c>model/schema.json</c> and <c>model/card.md</c>: with the weights, what another program needs.</summary>
    public void DescribeModel(Model model, IDataset dataset, DataSchema schema)
    {
        var data = dataset.Info;
        Directory.CreateDirectory(ModelPath);
        var card = ModelCatalog.Find(Config.Model).Card;
        var settings = (JsonObject)Config.ModelSettings.DeepClone();
        settings["id"] = Config.Model;
        AtomicFile.WriteText(SchemaPath, schema.ToText());
        this.schema = schema;
        AtomicFile.WriteText(ModelConfigPath, settings.ToJsonString(new() { WriteIndented = true }) + "\n");
        var best = dataset.Count(Split.Validation) == 0 ? "" : $"; those of the best epoch are in `{System.IO.Path.GetRelativePath(ModelPath, System.IO.Path.GetDirectoryName(Stages[^1].PathOf(WeightsKind.Best))!)}/`";
        AtomicFile.WriteText(System.IO.Path.Combine(ModelPath, "card.md"), string.Create(CultureInfo.InvariantCulture,
            $"# {card.Title}\n\n{card.Summary}\n\nPaper: {card.Paper}. Trained on {data.Title} ({data.Id}), {Config.DescribeEpochs()}, seed {Config.Seed}; {model.ParameterCount} parameters.\n\n"
            + $"`weights.safetensors` holds the weights after the last step{(Config.TrainingOf(Stages[^1].Name).Ema is { } decay ? $", `ema.safetensors` their moving average (decay {decay})" : "")}{best}.\n"));
    }

    /// <summary>Writes the weights that the model holds to their file in a stage.</summary>
    public void SaveWeights(Model model, StageDirectory stage, WeightsKind kind)
    {
        var path = stage.PathOf(kind);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        SafetensorsWriter.Save(path, model.State(), new Dictionary<string, string> { ["model"] = Config.Model });
    }

    /// <summary>Gives the weights of the last stage to <c>model/</c>: the run is complete.</summary>
    internal void Complete(StageDirectory last)
    {
        foreach (var kind in (WeightsKind[])[WeightsKind.Ema, WeightsKind.Last])
        {
            var (from, to) = (last.PathOf(kind), System.IO.Path.Combine(ModelPath, System.IO.Path.GetFileName(last.PathOf(kind))));
            if (from == to || !File.Exists(from)) continue;
            using var weights = File.OpenRead(from);
            AtomicFile.Write(to, weights.CopyTo);
        }
    }

    /// <summary>Removes temporary files of a process that was killed.</summary>
    internal void RemoveLeftovers()
    {
        foreach (var stage in Stages.Where(s => Directory.Exists(s.CheckpointsPath))) Checkpoint.RemoveLeftovers(stage.CheckpointsPath);
        var everywhere = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None };
        foreach (var file in Directory.EnumerateFiles(Path, "*", everywhere).Where(IsLeftover).ToList()) File.Delete(file);
    }

    // Whoever writes a whole file ends its temporary name with 32 hexadecimal digits.
    private static bool IsLeftover(string path) => path.EndsWith(".tmp", StringComparison.Ordinal) && path.Length > 36 && path[^36..^4].All(char.IsAsciiHexDigit);
}

/// <summary>A run folder is missing, in use or unfit; the message begins with its path.</summary>
public sealed class RunException(string message) : Exception(message);
