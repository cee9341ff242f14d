using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Elbo.Evaluation.Measures;
using Elbo.Runs.Recipes;

namespace Elbo.Runs.Reproductions;

/// <summary>
/// A preset trained and measured: one file of <c>results/</c>. <c>elbo reproduce</c> writes it; documents are made from it, so no figure
/// is typed by hand.
/// </summary>
/// <param name="Preset">Name of the recipe, e.g. <c>mnist/iwae-k5</c>.</param>
/// <param name="Command">The line that gives these figures again.</param>
/// <param name="Seed">Root seed of the run.</param>
/// <param name="Date">UTC day on which it was measured, <c>yyyy-MM-dd</c>.</param>
/// <param name="TrainingMinutes">Over all sittings of the run.</param>
/// <param name="EvaluationMinutes">Of the figures.</param>
/// <param name="Machine">Processor and cores.</param>
/// <param name="Threads">Of an operation.</param>
/// <param name="Versions">Of Elbo, .NET and libtorch.</param>
/// <param name="WeightsSha256">Hash of the weights measured.</param>
/// <param name="Settings">The recipe's settings as they were; a preset that has changed since no longer says how these figures came about.</param>
/// <param name="Protocol">How they were measured.</param>
/// <param name="Figures">What was measured.</param>
/// <param name="Remarks">What a reader must know beside it.</param>
public sealed record Reproduction(
    string Preset,
    string Command,
    ulong Seed,
    string Date,
    double TrainingMinutes,
    double EvaluationMinutes,
    string Machine,
    int Threads,
    Versions Versions,
    string WeightsSha256,
    JsonObject Settings,
    EvaluationProtocol Protocol,
    IReadOnlyList<MeasuredFigure> Figures,
    IReadOnlyList<string> Remarks)
{
    /// <summary>Of several runs, of which the figures are means; <see cref="Seed"/> is the first, and the hash one over those of all weights. Null for one run.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ulong>? Seeds { get; init; }

    /// <summary>Counts, hash of the data, build and whole configuration; null for a result of before they were kept.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Evidence? Evidence { get; init; }

    /// <summary>One sentence per problem, beginning with the key. Empty when fine.</summary>
    public IEnumerable<string> Problems()
    {
        if (Preset.Split('/') is not [{ Length: > 0 }, { Length: > 0 }]) yield return $"preset must be a name such as mnist/iwae-k5, is '{Preset}'";
        if (!Command.StartsWith($"elbo reproduce {Preset}", StringComparison.Ordinal)) yield return $"command must begin with 'elbo reproduce {Preset}', is '{Command}'";
        if (!DateOnly.TryParseExact(Date, "yyyy-MM-dd", out _)) yield return $"date must be of the form 2026-01-31, is '{Date}'";
        if (!(TrainingMinutes >= 0)) yield return $"trainingMinutes must be 0 or more, is {TrainingMinutes}";
        if (!(EvaluationMinutes >= 0)) yield return $"evaluationMinutes must be 0 or more, is {EvaluationMinutes}";
        if (Machine.Length == 0) yield return "machine must name the processor";
        if (Threads < 1) yield return $"threads must be at least 1, is {Threads}";
        if (WeightsSha256.Length != 64 || !WeightsSha256.All(char.IsAsciiHexDigitLower)) yield return $"weightsSha256 must be 64 lower-case hexadecimal digits, is '{WeightsSha256}'";
        foreach (var problem in Protocol.Problems()) yield return $"protocol.{problem}";
        if (Seeds is { } seeds && (seeds.Count < 2 || seeds[0] != Seed || seeds.Zip(seeds.Skip(1)).Any(pair => pair.Second != pair.First + 1))) yield return "seeds must count up from seed, two or more";
        foreach (var problem in Evidence?.Problems() ?? []) yield return $"evidence.{problem}";
        if (Figures.Count == 0) yield return "figures must not be empty";
        foreach (var (figure, n) in Figures.Select((f, n) => (f, n)))
            foreach (var problem in figure.Problems()) yield return $"figures[{n}].{problem}";
        if (Figures.Select(f => f.Name).Distinct().Count() != Figures.Count) yield return "figures must have each name once";
    }
}

/// <summary>A figure of a reproduction.</summary>
/// <param name="Name">One of <see cref="MeasureCatalog.Kept"/>.</param>
/// <param name="Se">Standard error over examples, of several runs over seeds; null for a count of one run.</param>
/// <param name="Unit">That of its kind.</param>
public sealed record MeasuredFigure(string Name, double Value, double? Se, string Unit)
{
    /// <summary>Standard deviation over seeds; null for one run.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Sd { get; init; }

    /// <summary>With as many digits as the JSON of an evaluation has.</summary>
    public static MeasuredFigure Of(Elbo.Evaluation.Measures.Figure figure) => new(
        figure.Name, Math.Round(figure.Value, figure.Kind.Decimals), figure.StandardError is { } error && double.IsFinite(error) ? Math.Round(error, figure.Kind.Decimals) : null, figure.Unit);

    /// <summary>One sentence per problem, beginning with the key. Empty when fine.</summary>
    public IEnumerable<string> Problems()
    {
        if (MeasureCatalog.Find(Name) is not { } kind) yield return $"name must be one of {string.Join(", ", MeasureCatalog.Kept.Select(k => k.Name))}, is '{Name}'";
        else if (Unit != kind.Unit) yield return $"unit must be {kind.Unit} for {Name}, is '{Unit}'";
        if (!double.IsFinite(Value)) yield return $"value must be finite, is {Value}";
        if (Se is { } se && !(se >= 0)) yield return $"se must be 0 or more, is {se}";
    }
}

/// <summary>What computed a reproduction.</summary>
public sealed record Versions(string Elbo, string Dotnet, string Libtorch);
