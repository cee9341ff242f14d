using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Elbo.Evaluation.Measures;
using Figure = Elbo.Evaluation.Measures.Figure;

namespace Elbo.Runs.Evaluations;

/// <summary>Figures of a measure that is taken only when asked for, as an earlier evaluation of the same weights on the same data left them: an hour of annealing is not lost to a later evaluation without it.</summary>
/// <param name="Measure">Which measure it was.</param>
/// <param name="Figures">What it said, each with the date it is of.</param>
/// <param name="Measured">Date, seed, precision, command and build of that evaluation.</param>
public sealed record EarlierFigures(IMeasure Measure, IReadOnlyList<Figure> Figures, JsonObject Measured)
{
    /// <summary>Key of <see cref="Measured"/> in the section of the measure.</summary>
    internal const string Key = "measured";

    /// <summary>What the file of an evaluation holds that was not measured anew: what is still true, and what was of other weights or other data.</summary>
    internal static (IReadOnlyList<EarlierFigures> True, IReadOnlyList<EarlierFigures> Outdated) Of(RunEvaluation evaluation)
    {
        if (Read(evaluation.Path) is not { } file) return ([], []);
        List<EarlierFigures> found = [.. MeasureCatalog.Asked.Where(m => !evaluation.Figures.Any(f => m.Kinds.Contains(f.Kind))).Select(m => Of(m, file)).OfType<EarlierFigures>()];
        return IsSame(file, evaluation.Provenance) ? (found, []) : ([], found);
    }

    private static EarlierFigures? Of(IMeasure measure, JsonObject file)
    {
        List<Figure> figures = [.. measure.Kinds.Select(kind => Read(kind, file)).OfType<Figure>()];
        if (figures.Count == 0) return null;
        // Of a figure that was itself taken over, the evaluation that measured it is told.
        var measured = (file[measure.Id] as JsonObject)?[Key] as JsonObject is { } before ? (JsonObject)before.DeepClone() : new JsonObject
        {
            ["date"] = file["provenance"]?["date"]?.DeepClone(),
            ["seed"] = file["seed"]?.DeepClone(),
            ["precision"] = file["precision"]?.DeepClone(),
            ["command"] = file["provenance"]?["command"]?.DeepClone(),
            ["build"] = file["provenance"]?["build"]?.DeepClone(),
        };
        var settings = figures.Where(f => f.Kind is { Label: null, Unit.Length: > 0 }).DistinctBy(f => f.Unit).Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Value:0} {f.Unit}"));
        var of = $"; measured {measured["date"]}, seed {measured["seed"]}";
        return new(measure, [.. figures.Select((f, k) => f with { Detail = f.Meaning + of + (k == 0 ? ": " + string.Join(", ", settings) : "") })], measured);
    }

    private static Figure? Read(FigureKind kind, JsonObject file)
    {
        var section = kind.Section is null ? file : file[kind.Section] as JsonObject;
        return section?[kind.Name] switch
        {
            JsonValue value when value.TryGetValue<double>(out var number) => new(kind, number, Error(section, kind.Name)),
            JsonValue value when value.TryGetValue<string>(out var text) => Figure.Of(kind, text),
            _ => null,
        };
    }

    // One that JSON has no number for is unknown, one that is not there was never meant.
    private static double? Error(JsonObject section, string name) =>
        !section.TryGetPropertyValue(name + "_se", out var node) ? null : node is JsonValue value && value.TryGetValue<double>(out var error) ? error : double.NaN;

    private static bool IsSame(JsonObject file, JsonObject now) => ((string[])["weights_sha256", "data_sha256"]).All(key =>
        file["provenance"]?[key]?.ToString() is { Length: > 0 } before && before == now[key]?.ToString());

    private static JsonObject? Read(string path)
    {
        try
        {
            return File.Exists(path) ? JsonNode.Parse(File.ReadAllText(path)) as JsonObject : null;
        }
        catch (JsonException)
        {
            // It is about to be replaced.
            return null;
        }
    }
}
