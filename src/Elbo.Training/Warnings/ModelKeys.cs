using System.Text.Json.Nodes;

namespace Elbo.Training.Warnings;

/// <summary>Where a model keeps a setting: advice names keys that the model has, by the path that <c>--set</c> takes.</summary>
/// <param name="settings">The model's, resolved.</param>
public sealed class ModelKeys(JsonObject settings)
{
    /// <summary>E.g. <c>model.quantizer.vector.restartBelow</c>; null where the model has no such setting.</summary>
    public string? PathOf(string key) => Find(settings, "model", key)?.Path;

    /// <summary>Its value; null where the model has no such setting.</summary>
    public JsonNode? ValueOf(string key) => Find(settings, "model", key)?.Value;

    // The outermost of that name, the first of several.
    private static (string Path, JsonNode? Value)? Find(JsonObject at, string path, string key)
    {
        if (at.TryGetPropertyValue(key, out var value)) return ($"{path}.{key}", value);
        return at.Where(p => p.Value is JsonObject).Select(p => Find((JsonObject)p.Value!, $"{path}.{p.Key}", key)).FirstOrDefault(found => found is not null);
    }
}
