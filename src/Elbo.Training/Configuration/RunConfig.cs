using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Elbo.Data;
using Elbo.Models;
using Elbo.Models.Configuration;

namespace Elbo.Training.Configuration;

/// <summary>Everything that determines a run: model, data, training and seed, with every default written out.</summary>
/// <param name="Model">The catalogue's id.</param>
/// <param name="ModelSettings">The model's configuration, resolved.</param>
public sealed record RunConfig(string Model, JsonObject ModelSettings, DataConfig Data, TrainingConfig Training, ulong Seed)
{
    /// <summary>Key of the settings of single stages within those of the training.</summary>
    private const string StagesKey = "stages";

    private static readonly string[] Sections = ["model", "data", "training", "seed"];

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>What single stages of the training do differently, by name; empty for most.</summary>
    public IReadOnlyDictionary<string, TrainingConfig> Stages { get; private init; } = new Dictionary<string, TrainingConfig>();

    /// <summary>How a stage is trained.</summary>
    public TrainingConfig TrainingOf(string stage) => Stages.GetValueOrDefault(stage, Training);

    /// <summary>Refuses keys of the model and of the training that another key leaves without effect.</summary>
    /// <exception cref="ConfigException">Names each and what it counts under.</exception>
    public void CheckEffects()
    {
        var ofModel = ModelCatalog.Find(Model).WithoutEffect(ModelSettings).Select(p => $"model.{p}");
        // What a stage does not use another may.
        var ofTraining = Stages.Count > 0 ? [] : WithoutEffect.Of(ConfigReader.Write(Training, RunJson.Default.TrainingConfig), RunJson.Default.TrainingConfig).Select(p => $"training.{p}");
        if (ofModel.Concat(ofTraining).ToList() is { Count: > 0 } problems) throw new ConfigException(string.Join("; ", problems));
    }

    /// <summary>Refuses to stop early on data that were not held out.</summary>
    /// <exception cref="ConfigException">Patience is asked for, and the data has no validation examples.</exception>
    public void CheckSelection(Elbo.Data.IDataset data)
    {
        if (data.Count(Elbo.Data.Split.Validation) > 0 || !Stages.Values.Append(Training).Any(t => t.Patience is not null)) return;
        throw new ConfigException($"training.patience: needs validation examples, and {data.Info.Id} has none of its own: let some be held out with data.validation (now {Data.Validation?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "null, a tenth"})");
    }

    /// <summary>In words, e.g. <c>10 epochs</c>, or <c>autoencoder 10 epochs, prior 20 epochs</c>.</summary>
    public string DescribeEpochs()
    {
        var names = ModelCatalog.Find(Model).StageNames;
        return names.Count == 0 ? Epochs(Training) : string.Join(", ", names.Select(name => $"{name} {Epochs(TrainingOf(name))}"));

        static string Epochs(TrainingConfig training) => $"{training.Epochs} epoch{(training.Epochs == 1 ? "" : "s")}";
    }

    /// <summary>Reads <c>{ "model": { "id": … }, "data": …, "training": …, "seed": … }</c>; what is absent takes its default.</summary>
    /// <param name="isWhole">Whether every key was written out, so that one that is absent is younger and means what held before it.</param>
    /// <exception cref="ConfigException">All that is wrong, in one line.</exception>
    public static RunConfig Resolve(JsonObject root, bool isWhole = false)
    {
        var problems = new List<string>();
        foreach (var (key, _) in root)
            if (!Sections.Contains(key)) problems.Add($"unknown key '{key}'{Elbo.Data.NearestName.Hint(key, Sections)}");
        var model = Section(root, "model", problems);
        var id = "vae";
        if (model.Remove("id", out var named))
        {
            if (named is JsonValue value && value.TryGetValue<string>(out var text)) id = text;
            else problems.Add($"model.id: {named?.ToJsonString() ?? "null"} is not text");
        }
        var entry = ModelCatalog.Find(id);
        if (isWhole) entry.AddFormer(model);
        var settings = entry.Resolve(model, "model", problems);
        var chosen = Section(root, "data", problems);
        // The usual data set is of images: a model of another kind of data takes the first of its own.
        if (!chosen.ContainsKey("id") && entry.Takes is { } kind and not DataKind.Array && DatasetCatalog.All.FirstOrDefault(d => d.Kind == kind) is { } own) chosen["id"] = own.Id;
        var data = ConfigReader.Read(chosen, RunJson.Default.DataConfig, "data", problems);
        var (training, stages) = ReadTraining(entry, settings, Overlaid(entry.Training, Section(root, "training", problems)), problems);
        ulong seed = 1;
        if (root["seed"] is { } given && !(given is JsonValue number && number.TryGetValue(out seed))) problems.Add($"seed: {given.ToJsonString()} is not a whole number from 0 on");
        if (problems.Count > 0) throw new ConfigException(string.Join("; ", problems));
        // Written out, so that the run says what its figures are of.
        return new(id, settings, data! with { Id = Elbo.Data.Datasets.Rooted(data.Id), Binarisation = data!.Binarisation ?? entry.PixelsFor(settings) }, training!, seed) { Stages = stages };
    }

    // A stage has the settings of the whole training unless it says otherwise.
    private static (TrainingConfig?, Dictionary<string, TrainingConfig>) ReadTraining(ModelEntry entry, JsonObject model, JsonObject section, List<string> problems)
    {
        var own = section.Remove(StagesKey, out var given) ? given as JsonObject : [];
        if (own is null) problems.Add($"training.{StagesKey}: {given?.ToJsonString() ?? "null"} is not an object");
        var stages = new Dictionary<string, TrainingConfig>();
        var training = Read(section, "training");
        foreach (var (name, value) in own ?? [])
        {
            var path = $"training.{StagesKey}.{name}";
            if (!entry.StageNames.Contains(name))
                problems.Add(entry.StageNames.Count == 0 ? $"{path}: '{entry.Card.Id}' is not trained in stages" : $"unknown key '{path}'{Elbo.Data.NearestName.Hint(name, entry.StageNames)}");
            else if (value is not JsonObject settings)
                problems.Add($"{path}: {value?.ToJsonString() ?? "null"} is not an object");
            else if (training is not null && Read(Overlaid(section, settings), path) is { } stage)
                stages[name] = stage;
        }
        return (training, stages);

        TrainingConfig? Read(JsonObject keys, string path)
        {
            var read = ConfigReader.Read(keys, RunJson.Default.TrainingConfig, path, problems);
            if (read is not null && read.WeighsDivergence && !entry.CapabilitiesOf(model).Contains(typeof(IKlWeighted)))
                problems.Add($"{path}.{(read.KlWarmUp > 0 ? "klWarmUp" : "klMax")}: the objective of '{entry.Card.Id}' has no weight of the divergence to change");
            if (read is { Aggressive: > 0 } && !entry.CapabilitiesOf(model).Contains(typeof(IInferenceParts)))
                problems.Add($"{path}.aggressive: '{entry.Card.Id}' has no network of q(z | x) that could move alone");
            return read;
        }
    }

    private static JsonObject Overlaid(JsonObject whole, JsonObject part)
    {
        var both = (JsonObject)whole.DeepClone();
        foreach (var (key, value) in part) both[key] = value?.DeepClone();
        return both;
    }

    /// <summary>The form <see cref="Resolve"/> reads.</summary>
    public JsonObject ToJson()
    {
        var model = new JsonObject { ["id"] = Model };
        foreach (var (key, value) in ModelSettings) model[key] = value?.DeepClone();
        var training = ConfigReader.Write(Training, RunJson.Default.TrainingConfig);
        if (Stages.Count > 0)
            training[StagesKey] = new JsonObject(Stages.Select(s => KeyValuePair.Create(s.Key, (JsonNode?)ConfigReader.Write(s.Value, RunJson.Default.TrainingConfig))));
        return new()
        {
            ["model"] = model,
            ["data"] = ConfigReader.Write(Data, RunJson.Default.DataConfig),
            ["training"] = training,
            ["seed"] = Seed,
        };
    }

    /// <summary>As <c>config.json</c> has it: indented, with every default written out.</summary>
    public string ToText() => ToJson().ToJsonString(Indented) + "\n";

    private static JsonObject Section(JsonObject root, string key, List<string> problems)
    {
        if (root[key] is null) return [];
        if (root[key] is JsonObject section) return (JsonObject)section.DeepClone();
        problems.Add($"{key}: {root[key]!.ToJsonString()} is not an object");
        return [];
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true,
    Converters = [typeof(CamelCaseEnums)])]
[JsonSerializable(typeof(DataConfig))]
[JsonSerializable(typeof(TrainingConfig))]
internal sealed partial class RunJson : JsonSerializerContext;
