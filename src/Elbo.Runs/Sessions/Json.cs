using System.Text.Json.Nodes;

namespace Elbo.Runs.Sessions;

/// <summary>Values as JSON takes them.</summary>
public static class Json
{
    /// <summary>Rounded to some decimals; null where JSON has no number for it (NaN, infinity).</summary>
    public static JsonNode? Number(double value, int decimals = 6) => double.IsFinite(value) ? JsonValue.Create(Math.Round(value, decimals)) : null;

    /// <summary>An array of these, in this order.</summary>
    public static JsonArray Array(IEnumerable<JsonNode?> items) => [.. items];

    /// <summary>An array of texts, in this order.</summary>
    public static JsonArray Array(IEnumerable<string> items) => [.. items.Select(i => JsonValue.Create(i))];
}
