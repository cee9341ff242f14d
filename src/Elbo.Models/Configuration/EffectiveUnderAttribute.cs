using System.Text.Json;
using System.Text.Json.Nodes;

namespace Elbo.Models.Configuration;

/// <summary>On a key that some values of another key leave without effect: set to another value than its default it is then refused in a new run. Of several attributes all must hold.</summary>
/// <param name="key">The property beside it; <c>object.key</c> is inside an object beside it, <c>../key</c> beside the object that this key is in.</param>
/// <param name="values">Under which of its values this key counts; none: under every value but the default.</param>
[AttributeUsage(AttributeTargets.Property, AllowMultiple = true)]
public sealed class EffectiveUnderAttribute(string key, params object[] values) : Attribute
{
    private const string Above = "../";

    private readonly bool isAbove = key.StartsWith(Above, StringComparison.Ordinal);

    /// <summary>The other key, with the objects it is in.</summary>
    public string Key { get; } = string.Join('.', key.Replace(Above, "", StringComparison.Ordinal).Split('.').Select(JsonNamingPolicy.CamelCase.ConvertName));

    /// <summary>As JSON has them.</summary>
    public IReadOnlyList<string> Values { get; } = [.. values.Select(v => v is Enum ? JsonNamingPolicy.CamelCase.ConvertName($"{v}") : $"{v}")];

    /// <summary>In words, e.g. <c>under likelihood=gaussian or mixed</c>.</summary>
    public string Described => Values.Count > 0 ? $"under {Key}={string.Join(", ", Values.SkipLast(1))}{(Values.Count > 1 ? " or " : "")}{Values[^1]}" : $"beside {Key}";

    /// <summary>Whether the key it is on counts in a configuration.</summary>
    /// <param name="settings">The object the key is in.</param>
    /// <param name="defaults">The same object where nothing is set.</param>
    internal bool Holds(JsonObject settings, JsonObject defaults)
    {
        var (known, now) = Find(settings);
        // Not everything that holds such an object has that key: then nothing leaves it without effect.
        return !known || (Values.Count > 0 ? Values.Contains($"{now}") : !JsonNode.DeepEquals(now, Find(defaults).Value));
    }

    private (bool Known, JsonNode? Value) Find(JsonObject beside)
    {
        JsonNode? at = isAbove ? beside.Parent : beside;
        foreach (var name in Key.Split('.'))
        {
            if (at is not JsonObject inside || !inside.TryGetPropertyValue(name, out at)) return (false, null);
        }
        return (true, at);
    }
}
