using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Elbo.Models.Configuration;

/// <summary>Finds keys that are set although another one leaves them without effect.</summary>
public static class WithoutEffect
{
    /// <summary>One sentence for each, beginning with the key: <c>channels has no effect but under network=conv</c>.</summary>
    /// <param name="resolved">All keys, checked.</param>
    public static IEnumerable<string> Of<T>(JsonObject resolved, JsonTypeInfo<T> json) where T : class, IConfig, new() =>
        Of(resolved, ConfigReader.Write(new T(), json), json);

    private static IEnumerable<string> Of(JsonObject settings, JsonObject defaults, JsonTypeInfo json)
    {
        foreach (var property in json.Properties)
        {
            var key = property.Name;
            if (JsonNode.DeepEquals(settings[key], defaults[key])) continue;
            var conditions = property.AttributeProvider?.GetCustomAttributes(typeof(EffectiveUnderAttribute), true).Cast<EffectiveUnderAttribute>() ?? [];
            if (conditions.FirstOrDefault(c => !c.Holds(settings, defaults)) is { } condition)
                yield return $"{key} has no effect but {condition.Described}";
            else if (settings[key] is JsonObject inner && defaults[key] is JsonObject usual)
                foreach (var problem in Of(inner, usual, json.Options.GetTypeInfo(property.PropertyType))) yield return $"{key}.{problem}";
        }
    }
}
