using System.Text.Json.Nodes;

namespace Elbo.Runs.Recipes;

/// <summary>Where two resolved configurations part.</summary>
internal static class ConfigDifference
{
    /// <summary>The first key with different values, as in <c>training.epochs is 10 there and 20 here</c>; null when all are equal.</summary>
    public static string? First(JsonObject there, JsonObject here) => First(there, here, there.Select(p => p.Key).Union(here.Select(p => p.Key)), "");

    /// <summary>The same of the keys that both know: one that came later says nothing of what was there before it.</summary>
    public static string? FirstOfShared(JsonObject there, JsonObject here) => First(there, here, null, "");

    private static string? First(JsonObject there, JsonObject here, IEnumerable<string>? keys, string path)
    {
        foreach (var key in keys ?? there.Select(p => p.Key).Where(here.ContainsKey))
        {
            var (left, right) = (there[key], here[key]);
            if (left is JsonObject inner && right is JsonObject other)
            {
                if (First(inner, other, keys is null ? null : inner.Select(p => p.Key).Union(other.Select(p => p.Key)), $"{path}{key}.") is { } difference) return difference;
            }
            else if (!JsonNode.DeepEquals(left, right))
            {
                return $"{path}{key} is {Text(left)} there and {Text(right)} here";
            }
        }
        return null;
    }

    private static string Text(JsonNode? value) => value?.ToJsonString() ?? "null";
}
