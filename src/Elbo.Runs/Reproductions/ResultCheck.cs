using System.Text.Json;
using System.Text.Json.Nodes;
using Elbo.Models;
using Elbo.Models.Configuration;
using Elbo.Runs.Recipes;
using Elbo.Training.Configuration;

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
        if (ConfigDifference.First(WithFormer(result.Settings, recipe.Settings), recipe.Settings) is { } setting) reasons.Add($"the preset has changed: {setting}");
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
            var there = WithFormer(evidence.Resolved, null);
            foreach (var key in WithoutMeaning(there)) Remove(there, key.Split('.'));
            return ConfigDifference.FirstOfShared(there, RunSettings.Of(recipe, seed).ToJson()) is { } changed ? $"a default has changed: {changed}" : null;
        }
        catch (ConfigException failure)
        {
            return $"the preset is no longer valid: {failure.Message}";
        }
    }

    // What has no effect is not compared. Presets are of published sets.
    private static IEnumerable<string> WithoutMeaning(JsonObject resolved) =>
        [.. DataKeys.OfOwnFiles.Select(k => $"data.{k}"), .. Entry(resolved)?.WithoutEffect((JsonObject)resolved["model"]!).Select(k => $"model.{k.Key}") ?? []];

    private static void Remove(JsonObject settings, ReadOnlySpan<string> path)
    {
        if (path.Length == 1) settings.Remove(path[0]);
        else if (settings[path[0]] is JsonObject inner) Remove(inner, path[1..]);
    }

    private static ModelEntry? Entry(JsonObject settings) => settings["model"]?["id"] is { } id ? ModelCatalog.Find(id.ToString()) : null;

    // Keys that came later have the value that held before them; of a preset's settings only those that it names now.
    private static JsonObject WithFormer(JsonObject settings, JsonObject? now)
    {
        var whole = (JsonObject)settings.DeepClone();
        if (Entry(whole) is not { } entry) return whole;
        var model = (JsonObject)whole["model"]!;
        HashSet<string> known = [.. model.Select(p => p.Key)];
        entry.AddFormer(model);
        if (now?["model"] is JsonObject named)
            foreach (var key in model.Select(p => p.Key).Where(k => !known.Contains(k) && !named.ContainsKey(k)).ToList()) model.Remove(key);
        return whole;
    }

    private static JsonObject Json(EvaluationProtocol protocol) => (JsonObject)JsonSerializer.SerializeToNode(protocol, RecipeJson.Default.EvaluationProtocol)!;
}
