using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Elbo.Data;
using Elbo.Evaluation.Measures;
using Elbo.Models.Configuration;
using Elbo.Runs.Evaluations;
using Elbo.Runs.Sessions;
using Elbo.Training.Runs;

namespace Elbo.Runs.Reports;

/// <summary>Several runs side by side: their last metrics, their evaluations, and what differs in their configurations.</summary>
public sealed class RunComparison
{
    private static readonly (FigureKind? Kind, string Key, string Title)[] Evaluated =
        [(null, "examples", "examples evaluated"), .. MeasureCatalog.Kinds.Where(k => k.Label is not null).Select(k => ((FigureKind?)k, k.Path, k.Unit == "dB" ? $"{k.Label} (dB)" : k.Label!))];

    private static readonly Split[] order = [Split.Test, Split.Validation, Split.Train];

    private readonly IReadOnlyList<JsonObject?> evaluations;
    private readonly IReadOnlyList<JsonObject> configurations;

    private RunComparison(IReadOnlyList<RunDirectory> runs, Split? split)
    {
        (Runs, Split) = (runs, split ?? order.Where(s => runs.Any(r => File.Exists(RunEvaluation.PathOf(r, s)))).DefaultIfEmpty(Split.Test).First());
        Names = UniqueNames(runs);
        Histories = [.. runs.Select(MetricsHistory.Read)];
        configurations = [.. runs.Select(r => ConfigReader.ReadFile(Path.Combine(r.Path, "config.json")))];
        evaluations = [.. runs.Select(ReadEvaluation)];
        Notes.AddRange(runs.Where(r => r.Unfinished is not null).Select(r => $"{r.Path} is not finished: {r.Unfinished}"));
    }

    /// <summary>In the order of the columns; the first is what the others are compared with.</summary>
    public IReadOnlyList<RunDirectory> Runs { get; }

    /// <summary>The part of the data whose evaluations are shown.</summary>
    public Split Split { get; }

    /// <summary>A short name of each run: its folder's, or the whole path where two folders have the same.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Metrics of each run's first stage, in the order of <see cref="Runs"/>.</summary>
    public IReadOnlyList<MetricsHistory> Histories { get; }

    /// <summary>What a reader must know about single runs.</summary>
    public List<string> Notes { get; } = [];

    /// <param name="split">Whose evaluations are shown; null takes the test split, and where no run has been measured on it what they have been measured on.</param>
    public static RunComparison Of(IReadOnlyList<RunDirectory> runs, Split? split) => new(runs, split);

    /// <summary>One row per figure, one value per run; figures that no run has are left out, and those that cannot be compared have rows of their own.</summary>
    public IEnumerable<(string Key, string Title, IReadOnlyList<ComparedFigure?> Values)> Figures()
    {
        var training = Runs.Select(Likeness.OfTraining).ToList();
        List<(string Key, string Title, IReadOnlyList<ComparedFigure?> Values, IReadOnlyList<Likeness>? Of)> all =
        [
            ("epochs", "epochs", [.. Histories.Select(h => new ComparedFigure(h.Count, null))], null),
            ("train_objective", "objective, training", [.. Histories.Select(h => ComparedFigure.Of(h.Last(MetricsHistory.Train)))], training),
            ("held_out_objective", "objective, held out", [.. Histories.Select(h => ComparedFigure.Of(h.Last(MetricsHistory.HeldOut)))], training),
            ("test_objective", "objective, test", [.. Histories.Select(h => ComparedFigure.Of(h.Last(MetricsHistory.Test)))], training),
            .. Evaluated.Select(e => (e.Key.Split('.')[^1], e.Title, (IReadOnlyList<ComparedFigure?>)[.. evaluations.Select(j => Read(j, e.Key))],
                e.Kind is null ? null : (IReadOnlyList<Likeness>?)[.. Runs.Select((run, k) => Likeness.OfEvaluation(run, Split, evaluations[k], e.Kind))])),
        ];
        return all.Where(row => row.Values.Any(v => v is not null)).SelectMany(Alike);
    }

    // Figures of other data, another likelihood or another K say nothing about each other: those that are alike have a row.
    private static IEnumerable<(string Key, string Title, IReadOnlyList<ComparedFigure?> Values)> Alike((string Key, string Title, IReadOnlyList<ComparedFigure?> Values, IReadOnlyList<Likeness>? Of) row)
    {
        List<Likeness> kinds = row.Of is null ? [] : [.. row.Of.Where((_, k) => row.Values[k] is not null).Distinct()];
        return kinds.Count < 2 ? [(row.Key, row.Title, row.Values)]
            : kinds.Select(kind => (row.Key, $"{row.Title} ({kind.Difference(kinds)})", (IReadOnlyList<ComparedFigure?>)[.. row.Values.Select((v, k) => row.Of![k] == kind ? v : null)]));
    }

    /// <summary>By how much the other runs are above the first, of the figures that are alike.</summary>
    public IEnumerable<PairedDifferences> Paired() => PairedDifferences.Between(Runs, Split, evaluations);

    /// <summary>Keys whose values are not the same in all runs; null where a run has no such key.</summary>
    public IEnumerable<(string Key, IReadOnlyList<string?> Values)> Differences()
    {
        var flat = configurations.Select(c => Flatten("", c).ToDictionary(p => p.Key, p => p.Value)).ToList();
        foreach (var key in flat.SelectMany(c => c.Keys).Distinct())
        {
            string?[] values = [.. flat.Select(c => c.GetValueOrDefault(key))];
            if (values.Distinct().Count() > 1) yield return (key, values);
        }
    }

    private JsonObject? ReadEvaluation(RunDirectory run)
    {
        var file = RunEvaluation.PathOf(run, Split);
        if (!File.Exists(file))
        {
            Notes.Add($"{run.Path} has no evaluation of the {Split.ToString().ToLowerInvariant()} split; make one with `{TypedCommand.Of("evaluate", run.Path)}`");
            return null;
        }
        JsonObject found;
        try
        {
            found = (JsonObject)JsonNode.Parse(File.ReadAllText(file))!;
        }
        catch (Exception failure) when (failure is JsonException or InvalidCastException)
        {
            throw new CommandException($"{file}: damaged: {failure.Message}");
        }
        if (found["weights_sha256"]?.ToString() is { } hash && hash != Provenance.WeightsHash(run))
            Notes.Add($"{run.Path} was trained on after its evaluation; renew it with `{TypedCommand.Of("evaluate", run.Path)}`");
        return found;
    }

    private static ComparedFigure? Read(JsonObject? evaluation, string path)
    {
        JsonNode? At(string full) => full.Split('.').Aggregate((JsonNode?)evaluation, (node, key) => (node as JsonObject)?[key]);
        return At(path) switch
        {
            JsonValue value when value.TryGetValue<double>(out var number) => new(number, (double?)At(path + "_se")),
            JsonValue value when value.TryGetValue<string>(out var text) => new(double.NaN, null, text),
            _ => null,
        };
    }

    private static IEnumerable<(string Key, string Value)> Flatten(string prefix, JsonObject section) => section.SelectMany(entry => entry.Value is JsonObject inner
        ? Flatten($"{prefix}{entry.Key}.", inner)
        : [($"{prefix}{entry.Key}", entry.Value is JsonValue value && value.TryGetValue<string>(out var text) ? text : entry.Value?.ToJsonString() ?? "null")]);

    private static IReadOnlyList<string> UniqueNames(IReadOnlyList<RunDirectory> runs)
    {
        var names = runs.Select(r => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(r.Path)))).ToList();
        return names.Distinct().Count() == names.Count ? names : [.. runs.Select(r => r.Path)];
    }
}

/// <summary>A figure of one run.</summary>
/// <param name="Text">Where it is no number, e.g. <c>16+5</c>.</param>
public sealed record ComparedFigure(double Value, double? StandardError, string? Text = null)
{
    internal static ComparedFigure? Of(double? value) => value is { } number ? new(number, null) : null;

    /// <summary>Whole numbers as they are, others with two decimals or as many as the standard error has a say in.</summary>
    public override string ToString()
    {
        if (Text is not null) return Text;
        if (StandardError is not { } error) return Value.ToString(Value == Math.Round(Value) ? "0" : "0.00", CultureInfo.InvariantCulture);
        var format = error is > 0 and < 0.005 ? "0.0000" : "0.00";
        return $"{Value.ToString(format, CultureInfo.InvariantCulture)} ± {error.ToString(format, CultureInfo.InvariantCulture)}";
    }
}
