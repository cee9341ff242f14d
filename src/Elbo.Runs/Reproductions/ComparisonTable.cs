using System.Globalization;
using System.Text.Json.Nodes;
using Elbo.Runs.Recipes;
using Elbo.Runs.Sessions;

namespace Elbo.Runs.Reproductions;

/// <summary>Measured figures beside the paper's, as <c>elbo reproduce</c> shows them.</summary>
public static class ComparisonTable
{
    /// <summary>For a person.</summary>
    public static void Write(TextWriter text, Reproduction result, IReadOnlyList<PaperFigure> paper, string file)
    {
        text.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{result.Preset}, {(result.Seeds is { } seeds ? $"mean ± standard error (deviation) of seeds {seeds[0]} to {seeds[^1]}" : $"seed {result.Seed}")}: trained in {result.TrainingMinutes:0.0} min, measured in {result.EvaluationMinutes:0.0} min, {result.Threads} threads"));
        foreach (var figure in result.Figures)
        {
            var own = string.Create(CultureInfo.InvariantCulture, $"{figure.Value,9:0.00}{(figure.Se is { } se ? string.Create(CultureInfo.InvariantCulture, $" ± {se:0.00}") : "")}{(figure.Sd is { } sd ? string.Create(CultureInfo.InvariantCulture, $" ({sd:0.00})") : "")}");
            var theirs = paper.FirstOrDefault(p => p.Name == figure.Name) is { } printed
                ? string.Create(CultureInfo.InvariantCulture, $"   paper {printed.Value:0.##} ({printed.Source}{(printed.Note.Length > 0 ? "; " + printed.Note : "")}), difference {figure.Value - printed.Value:+0.00;−0.00;0}")
                : "";
            text.WriteLine($"  {figure.Name,-15} {own,-16} {figure.Unit}{theirs}");
        }
        text.WriteLine($"figures {file}");
    }

    /// <summary>The same as JSON: each figure with its errors, and the paper's where there is one.</summary>
    public static JsonObject ToJson(Reproduction result, IReadOnlyList<PaperFigure> paper, string file) => new()
    {
        ["preset"] = result.Preset,
        ["file"] = file,
        ["training_minutes"] = Json.Number(result.TrainingMinutes),
        ["figures"] = Json.Array(result.Figures.Select(figure => (JsonNode?)new JsonObject
        {
            ["name"] = figure.Name,
            ["value"] = Json.Number(figure.Value),
            ["se"] = figure.Se is { } se ? Json.Number(se) : null,
            ["sd"] = figure.Sd is { } sd ? Json.Number(sd) : null,
            ["unit"] = figure.Unit,
            ["paper"] = paper.FirstOrDefault(p => p.Name == figure.Name)?.Value is { } printed ? Json.Number(printed) : null,
        })),
    };
}
