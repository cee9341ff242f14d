using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Elbo.Models.Configuration;

namespace Elbo.DocsGenerator;

/// <summary>A key of a configuration.</summary>
/// <param name="Key">With its section: <c>model.latent</c>.</param>
/// <param name="Kind">What may stand there, in words.</param>
/// <param name="Initial">The default as JSON.</param>
/// <param name="Meaning">From the documentation comment, with the choices of an enumeration.</param>
/// <param name="Rule">What a value must, as the error messages state it: <c>be at least 1</c>; empty where every value will do.</param>
internal sealed partial record Setting(string Key, string Kind, string Initial, string Meaning, string Rule)
{
    // Out of every range that a key of these kinds has.
    private static readonly string[] trials = ["-2147483648", "-1e300", "0", "2147483647", "[]", "[-2147483648]", "[[-2147483648]]", "\"\"", "2"];

    /// <summary>The keys of a configuration record, in its order; those of records inside it follow their own key.</summary>
    /// <param name="section">What stands before each key.</param>
    /// <param name="initial">The defaults as the configuration writes them.</param>
    /// <param name="problems">What a settings object of this section gets to hear.</param>
    public static IEnumerable<Setting> Of(Type config, string section, JsonObject initial, Func<JsonObject, IEnumerable<string>> problems)
    {
        foreach (var property in config.GetProperties())
        {
            var name = JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            if (!initial.TryGetPropertyValue(name, out var value)) continue;
            var (key, type) = ($"{section}.{name}", Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType);
            yield return new(key, Words(type, IsNullable(property)), value?.ToJsonString() ?? "null", $"{Describe(property, type)} {Scope(property)}".Trim(), Rules(key, name, problems));
            if (!IsRecord(type)) continue;
            foreach (var inner in Of(type, key, value as JsonObject ?? Defaults(type), settings => problems(new() { [name] = settings.DeepClone() }))) yield return inner;
        }
    }

    /// <summary>All of them as a table.</summary>
    public static string Table(IEnumerable<Setting> settings)
    {
        var table = new MarkdownTable("key", "type", "default", "meaning", "a value must");
        foreach (var s in settings) table.Add($"`{s.Key}`", s.Kind, $"`{s.Initial}`", s.Meaning, s.Rule);
        return table.ToString();
    }

    /// <summary>The words of the errors that wrong values get: ranges stand in the checks and nowhere else.</summary>
    private static string Rules(string key, string name, Func<JsonObject, IEnumerable<string>> problems)
    {
        var begin = key + " must ";
        return string.Join("; ", trials
            .Select(trial => problems(new() { [name] = JsonNode.Parse(trial) }).FirstOrDefault(p => p.StartsWith(begin, StringComparison.Ordinal)))
            .OfType<string>()
            .Select(complaint => GivenValue().Replace(complaint[begin.Length..], ""))
            .Distinct());
    }

    private static string Describe(PropertyInfo property, Type type)
    {
        var text = XmlDocs.Summary(property);
        if (text.Length == 0 && (type.IsEnum || IsRecord(type))) text = XmlDocs.Summary(type);
        if (!type.IsEnum) return text;
        var choices = Enum.GetValues(type).Cast<Enum>().Select(value =>
            (Name: JsonNamingPolicy.CamelCase.ConvertName(value.ToString()), Meaning: XmlDocs.Summary(value).TrimEnd('.'))).ToList();
        return $"{text} {string.Join("; ", choices.Where(c => c.Meaning.Length > 0).Select(c => $"`{c.Name}`: {c.Meaning}"))}".Trim();
    }

    // Under which other keys it counts.
    private static string Scope(PropertyInfo property) =>
        string.Join(" ", property.GetCustomAttributes<EffectiveUnderAttribute>().Select(a => $"Counts {a.Described}."));

    private static string Words(Type type, bool nullable)
    {
        var words = type.IsEnum ? "one of " + string.Join(", ", Enum.GetNames(type).Select(n => $"`{JsonNamingPolicy.CamelCase.ConvertName(n)}`"))
            : type == typeof(int) || type == typeof(long) || type == typeof(ulong) ? "whole number"
            : type == typeof(double) ? "number"
            : type == typeof(bool) ? "true or false"
            : type == typeof(string) ? "text"
            : type.IsArray ? "list of " + Plural(Words(type.GetElementType()!, false))
            : "object";
        return nullable ? words + " or null" : words;
    }

    private static string Plural(string words) => words switch
    {
        "whole number" => "whole numbers",
        "number" => "numbers",
        "text" => "texts",
        "object" => "objects",
        _ when words.StartsWith("list of ", StringComparison.Ordinal) => "lists of " + words["list of ".Length..],
        _ => words,
    };

    private static bool IsNullable(PropertyInfo property) => new NullabilityInfoContext().Create(property).WriteState == NullabilityState.Nullable;

    private static bool IsRecord(Type type) => type.IsClass && !type.IsArray && type.Namespace?.StartsWith("Elbo", StringComparison.Ordinal) == true;

    private static JsonObject Defaults(Type type) =>
        new(type.GetProperties().Where(p => p.CanWrite).Select(p => KeyValuePair.Create(JsonNamingPolicy.CamelCase.ConvertName(p.Name), (JsonNode?)null)));

    // The end of a message: ", is -3", "; lists 2".
    [GeneratedRegex("[,;] (is|has|lists) .*$")]
    private static partial Regex GivenValue();
}
