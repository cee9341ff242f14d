using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Elbo.Models.Configuration;

/// <summary>Finds keys that are set although another one leaves them without effect.</summary>
public static class WithoutEffect
{
    /// <param name="resolved">All keys, checked.</param>
    public static IEnumerable<IdleKey> Of<T>(JsonObject resolved, JsonTypeInfo<T> json) where T : class, IConfig, new() =>
        Of(resolved, ConfigReader.Write(new T(), json), json);

    private static IEnumerable<IdleKey> Of(JsonObject settings, JsonObject defaults, JsonTypeInfo json)
    {
        foreach (var property in json.Properties)
        {
            var key = property.Name;
            if (JsonNode.DeepEquals(settings[key], defaults[key])) continue;
            var conditions = property.AttributeProvider?.GetCustomAttributes(typeof(EffectiveUnderAttribute), true).Cast<EffectiveUnderAttribute>() ?? [];
            if (conditions.FirstOrDefault(c => !c.Holds(settings, defaults)) is { } condition)
                yield return new(key, condition.Described);
            else if (settings[key] is JsonObject inner && defaults[key] is JsonObject usual)
                foreach (var idle in Of(inner, usual, json.Options.GetTypeInfo(property.PropertyType))) yield return idle with { Key = $"{key}.{idle.Key}" };
        }
    }
}
