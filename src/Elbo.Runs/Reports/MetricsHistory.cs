using System.Text.Json;
using System.Text.Json.Nodes;
using Elbo.Evaluation.Charts;
using Elbo.Runs.Sessions;
using Elbo.Training.Runs;

namespace Elbo.Runs.Reports;

/// <summary>What a run's <c>metrics.jsonl</c> says, epoch by epoch, nats per example.</summary>
public sealed class MetricsHistory
{
    /// <summary>Parts of a row: means over the epoch's training, and after it over the validation and the test split.</summary>
    public const string Train = "train", HeldOut = "held_out", Test = "test";

    /// <summary>The term that was minimised.</summary>
    public const string Objective = "objective";

    /// <summary>The parts of a bound: −log p(x | z) and KL(q(z | x) ‖ p(z)).</summary>
    public const string Reconstruction = "reconstruction", Divergence = "kl";

    private readonly List<JsonObject> rows;

    private MetricsHistory(string stage, List<JsonObject> rows) => (Stage, this.rows) = (stage, rows);

    /// <summary>Name of the stage.</summary>
    public string Stage { get; }

    /// <summary>Epochs that ended.</summary>
    public int Count => rows.Count;

    /// <summary>Numbers of the epochs that ended, from 1; NaN for a row that does not say.</summary>
    public IReadOnlyList<double> Epochs => [.. rows.Select(r => (double?)r["epoch"] ?? double.NaN)];

    /// <summary>What the training warned of, with its advice; empty for a run that kept no warnings.</summary>
    public IReadOnlyList<(string Message, string Advice)> Warnings =>
        [.. rows.SelectMany(r => r["warnings"] as JsonArray ?? []).OfType<JsonObject>().Select(w => (w["message"]?.ToString() ?? "", w["advice"]?.ToString() ?? ""))];

    /// <summary>The first stage of a run, which most runs have alone: what of a bound it minimised.</summary>
    /// <exception cref="CommandException">The log is damaged.</exception>
    public static MetricsHistory Read(RunDirectory run) => Read(run.Stages[0]);

    /// <summary>Every stage that has begun.</summary>
    /// <exception cref="CommandException">A log is damaged.</exception>
    public static IReadOnlyList<MetricsHistory> ReadAll(RunDirectory run) => [.. run.Stages.Select(Read).Where(history => history.Count > 0)];

    /// <summary>Reads the log of a stage. A last line that is still being written does not count.</summary>
    /// <exception cref="CommandException">Another line is no JSON object.</exception>
    private static MetricsHistory Read(StageDirectory stage)
    {
        var rows = new List<JsonObject>();
        string[] lines = File.Exists(stage.MetricsPath) ? File.ReadAllLines(stage.MetricsPath) : [];
        for (var k = 0; k < lines.Length; k++)
        {
            try
            {
                rows.Add((JsonObject)JsonNode.Parse(lines[k])!);
            }
            catch (Exception failure) when (failure is JsonException or InvalidCastException)
            {
                if (k < lines.Length - 1) throw new CommandException($"{stage.MetricsPath}: line {k + 1} is damaged");
            }
        }
        return new(stage.Name, rows);
    }

    /// <summary>Names of the terms of a part, the objective among them.</summary>
    public IReadOnlyList<string> Terms(string part) => rows.Count > 0 && rows[^1][part] is JsonObject terms ? [.. terms.Select(t => t.Key)] : [];

    /// <summary>Whether anything was measured on a part: <see cref="Train"/>, <see cref="HeldOut"/> or <see cref="Test"/>.</summary>
    public bool Has(string part) => Terms(part).Count > 0;

    /// <summary>The term the best epoch is chosen by: the objective, unless that depends on which examples share a batch.</summary>
    public string Watched => rows.Count > 0 ? (string?)rows[^1]["watched"] ?? Objective : Objective;

    /// <summary>Unit of a term's values; null for numbers without one.</summary>
    public string? UnitOf(string term) => (rows.Count > 0 ? (string?)(rows[^1]["units"] as JsonObject)?[term] : null) switch
    {
        null => "nats",
        "none" or "count" => null,
        "squaredDistance" => "squared distance",
        "fraction" => "part of the whole",
        var other => other,
    };

    /// <summary>A term by epoch; NaN where an epoch has none.</summary>
    public IReadOnlyList<double> Values(string part, string term) => [.. rows.Select(r => (double?)(r[part] as JsonObject)?[term] ?? double.NaN)];

    /// <summary>The value after the last epoch; null where there is none.</summary>
    public double? Last(string part, string term = Objective) => rows.Count > 0 && Values(part, term)[^1] is var value && double.IsFinite(value) ? value : null;

    /// <summary>Lowest value and its epoch.</summary>
    public (double Value, int Epoch)? Least(string part, string term = Objective)
    {
        var finite = Values(part, term).Zip(Epochs).Where(p => double.IsFinite(p.First)).ToList();
        return finite.Count == 0 ? null : finite.MinBy(p => p.First) is var (value, epoch) ? (value, (int)epoch) : null;
    }

    /// <summary>A line for a chart.</summary>
    public LineSeries Line(string name, string part, string term) => new(name, Epochs, Values(part, term));

    /// <summary>The held-out bound by epoch, −(reconstruction + KL): a line for a chart.</summary>
    public LineSeries Bound(string name) => new(name, Epochs, [.. Values(HeldOut, Reconstruction).Zip(Values(HeldOut, Divergence), (r, kl) => -(r + kl))]);
}
