using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Elbo.Models;
using Elbo.Models.Configuration;
using Elbo.Training.Steering;

namespace Elbo.Training.Configuration;

/// <summary>Everything that determines a run: model, data, training and seed, with every default written out.</summary>
/// <param name="Model">The catalogue's id.</param>
/// <param name="ModelSettings">The model's configuration, resolved.</param>
public sealed record RunConfig(string Model, JsonObject ModelSettings, DataConfig Data, TrainingConfig Training, ulong Seed)
{
    private static readonly string[] Sections = ["model", "data", "training", "seed"];

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Reads <c>{ "model": { "id": … }, "data": …, "training": …, "seed": … }</c>; what is absent takes its default.</summary>
    /// <exception cref="ConfigException">All that is wrong, in one line.</exception>
    public static RunConfig Resolve(JsonObject root)
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
        var settings = entry.Resolve(model, "model", problems);
        var data = ConfigReader.Read(Section(root, "data", problems), RunJson.Default.DataConfig, "data", problems);
        var training = ConfigReader.Read(Section(root, "training", problems), RunJson.Default.TrainingConfig, "training", problems);
        if (training is not null && KlWarmUp.IsAskedFor(training) && !entry.Can<IKlWeighted>())
            problems.Add($"training.{(training.KlWarmUp > 0 ? "klWarmUp" : "klMax")}: the objective of '{id}' has no weight of the divergence to change");
        ulong seed = 1;
        if (root["seed"] is { } given && !(given is JsonValue number && number.TryGetValue(out seed))) problems.Add($"seed: {given.ToJsonString()} is not a whole number from 0 on");
        if (problems.Count > 0) throw new ConfigException(string.Join("; ", problems));
        return new(id, settings, data!, training!, seed);
    }

    /// <summary>The form <see cref="Resolve"/> reads.</summary>
    public JsonObject ToJson()
    {
        var model = new JsonObject { ["id"] = Model };
        foreach (var (key, value) in ModelSettings) model[key] = value?.DeepClone();
        return new()
        {
            ["model"] = model,
            ["data"] = ConfigReader.Write(Data, RunJson.Default.DataConfig),
            ["training"] = ConfigReader.Write(Training, RunJson.Default.TrainingConfig),
            ["seed"] = Seed,
        };
    }

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
    Converters = [typeof(CamelCaseEnum<OptimizerKind>), typeof(CamelCaseEnum<ScheduleKind>), typeof(CamelCaseEnum<Elbo.Torch.MatrixPrecision>), typeof(CamelCaseEnum<Elbo.Data.Binarisation>),
        typeof(CamelCaseEnum<Elbo.Data.MissingValues>)])]
[JsonSerializable(typeof(DataConfig))]
[JsonSerializable(typeof(TrainingConfig))]
internal sealed partial class RunJson : JsonSerializerContext;
