using System.Text.Json;
using System.Text.Json.Nodes;
using Elbo.Models.Configuration;
using Elbo.Runs.Recipes;

namespace Elbo.Runs.Reproductions;

/// <summary>Whether a kept result still says what its preset would give.</summary>
public static class ResultCheck
{
    /// <summary>Said of a result without <see cref="Reproduction.Evidence"/>.</summary>
    public const string BeforeEvidence = "before counts and hashes were kept";

    /// <summary>Why the result is stale, one sentence each; empty where nothing speaks against it. Nothing is trained or read but the preset.</summary>
    public static IReadOnlyList<string> Reasons(Reproduction result)
    {
        if (!Presets.Names.Contains(result.Preset)) return [$"there is no preset {result.Preset}"];
        var recipe = Presets.Recipe(result.Preset);
        List<string> reasons = [];
        if (ConfigDifference.First(result.Settings, recipe.Settings) is { } setting) reasons.Add($"the preset has changed: {setting}");
        // What a preset does not name is the toolkit's default, and that may change too.
        else if (result.Evidence is { } evidence && DefaultThatChanged(recipe, result.Seed, evidence) is { } changed) reasons.Add(changed);
        if (recipe.Evaluation is null) reasons.Add("the preset no longer says how it is measured");
        else if (ConfigDifference.First(Json(result.Protocol), Json(recipe.Evaluation)) is { } protocol) reasons.Add($"it is measured otherwise: {protocol}");
        if (result.Evidence is null) reasons.Add(BeforeEvidence);
        else if (result.Evidence.Build.EndsWith("+dirty", StringComparison.Ordinal)) reasons.Add("it was built from sources that are in no commit");
        return reasons;
    }

    private static string? DefaultThatChanged(Recipe recipe, ulong seed, Evidence evidence)
    {
        try
        {
            return ConfigDifference.FirstOfShared(evidence.Resolved, RunSettings.Of(recipe, seed).ToJson()) is { } key ? $"a default has changed: {key}" : null;
        }
        catch (ConfigException failure)
        {
            return $"the preset is no longer valid: {failure.Message}";
        }
    }

    private static JsonObject Json(EvaluationProtocol protocol) => (JsonObject)JsonSerializer.SerializeToNode(protocol, RecipeJson.Default.EvaluationProtocol)!;
}
