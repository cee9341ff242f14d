using System.Text.Json.Nodes;
using Elbo.Models.Configuration;

namespace Elbo.Runs.Recipes;

/// <summary>A recipe file: the settings of a run and, beside them, how its figures are measured and what the paper reports.</summary>
/// <param name="Settings">What <c>RunConfig</c> reads: <c>model</c>, <c>data</c>, <c>training</c>, <c>seed</c>.</param>
/// <param name="Evaluation">Section <c>evaluation</c>; null where there is none.</param>
/// <param name="Paper">List <c>paper</c>.</param>
public sealed record Recipe(JsonObject Settings, EvaluationProtocol? Evaluation, IReadOnlyList<PaperFigure> Paper)
{
    private const string EvaluationKey = "evaluation";
    private const string PaperKey = "paper";

    /// <exception cref="ConfigException">Unreadable, or wrong in what stands beside the settings; names file, key and value.</exception>
    public static Recipe Read(string path)
    {
        var root = ConfigReader.ReadFile(path);
        root.Remove(EvaluationKey, out var evaluation);
        root.Remove(PaperKey, out var paper);
        var problems = new List<string>();
        var recipe = new Recipe(root, Protocol(evaluation, problems), Figures(paper, problems));
        return problems.Count == 0 ? recipe : throw new ConfigException($"{path}: {string.Join("; ", problems)}");
    }

    private static EvaluationProtocol? Protocol(JsonNode? node, List<string> problems)
    {
        if (node is JsonObject section)
        {
            if (ConfigReader.Read(section, RecipeJson.Default.EvaluationProtocol, EvaluationKey, problems) is not { } protocol) return null;
            problems.AddRange(WithoutEffect.Of(ConfigReader.Write(protocol, RecipeJson.Default.EvaluationProtocol), RecipeJson.Default.EvaluationProtocol).Select(idle => $"{EvaluationKey}.{idle}"));
            return protocol;
        }
        if (node is not null) problems.Add($"{EvaluationKey}: {node.ToJsonString()} is not an object");
        return null;
    }

    private static List<PaperFigure> Figures(JsonNode? node, List<string> problems)
    {
        var figures = new List<PaperFigure>();
        if (node is null) return figures;
        if (node is not JsonArray list)
        {
            problems.Add($"{PaperKey}: {node.ToJsonString()} is not a list");
            return figures;
        }
        foreach (var (item, n) in list.Select((item, n) => (item, n)))
        {
            if (item is not JsonObject entry) problems.Add($"{PaperKey}[{n}]: {item?.ToJsonString() ?? "null"} is not an object");
            else if (ConfigReader.Read(entry, RecipeJson.Default.PaperFigure, $"{PaperKey}[{n}]", problems) is { } figure) figures.Add(figure);
        }
        return figures;
    }
}
