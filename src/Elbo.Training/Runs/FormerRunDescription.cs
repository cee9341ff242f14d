using System.Text.Json.Nodes;
using Elbo.Data;
using Elbo.Models.Configuration;
using Elbo.Training.Configuration;

namespace Elbo.Training.Runs;

/// <summary>
/// Reads what runs of version 0.1.0 say of their data: <c>shape</c>, <c>factors</c> and <c>sampleRate</c> in <c>model/config.json</c>, and
/// <c>model/table.json</c>. Names of a factor's values come from the catalogue; the number of training examples is not kept there.
/// </summary>
internal static class FormerRunDescription
{
    /// <param name="folder">The run's <c>model/</c>.</param>
    /// <param name="data">The run's settings.</param>
    /// <returns>Null where nothing is described.</returns>
    /// <exception cref="RunException">The description is damaged.</exception>
    /// <exception cref="DataException">The table's encoding is damaged.</exception>
    public static DataSchema? Read(string folder, DataConfig data)
    {
        var (file, table) = (Path.Combine(folder, "config.json"), Path.Combine(folder, "table.json"));
        if (!File.Exists(file)) return null;
        var settings = ConfigReader.ReadFile(file);
        var encoding = File.Exists(table) ? TableEncoding.Read(table) : null;
        var known = DatasetCatalog.All.FirstOrDefault(d => d.Id == data.Id);
        return DataSchema.OfShape(Shape(settings, file)) with
        {
            Data = data.Id,
            Factors = Factors(settings, file, known),
            ClassNames = encoding?.Classes ?? known?.ClassNames ?? [],
            SampleRate = settings["sampleRate"] is JsonValue value && value.TryGetValue<int>(out var rate) && rate > 0 ? rate : null,
            Encoding = encoding,
        };
    }

    private static IReadOnlyList<int> Shape(JsonObject settings, string file) =>
        settings["shape"] is JsonArray { Count: > 0 } sizes && sizes.All(s => s is JsonValue v && v.TryGetValue<int>(out var size) && size > 0)
            ? [.. sizes.Select(s => (int)s!)]
            : throw new RunException($"{file}: 'shape' is missing or no list of sizes");

    private static List<Factor> Factors(JsonObject settings, string file, DatasetInfo? known)
    {
        var factors = new List<Factor>();
        foreach (var (name, levels) in settings["factors"] as JsonObject ?? [])
        {
            if (levels is not JsonValue value || !value.TryGetValue<int>(out var count) || count < 1)
                throw new RunException($"{file}: factor '{name}' has no number of values");
            factors.Add(known?.Factors.FirstOrDefault(f => f.Name == name && f.Levels == count) ?? new(name, count));
        }

        return factors;
    }
}
