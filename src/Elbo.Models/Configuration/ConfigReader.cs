using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Elbo.Data;

namespace Elbo.Models.Configuration;

/// <summary>Reads configurations over their defaults: an unknown key is an error that names the nearest, and all problems are reported at once.</summary>
public static class ConfigReader
{
    /// <summary>Comments and trailing commas are welcome in files people write; a key that stands twice is not, as only one of its values could count.</summary>
    public static JsonDocumentOptions Lenient { get; } = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false };

    /// <summary>Parses a configuration file.</summary>
    /// <exception cref="ConfigException">Unreadable, not JSON, or not an object; names the file and the line.</exception>
    public static JsonObject ReadFile(string path)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(path), null, Lenient) as JsonObject ?? throw new ConfigException($"{path}: the top level must be an object");
        }
        catch (JsonException failure)
        {
            // A key that stands twice comes without a line, but with its name.
            throw new ConfigException(failure.LineNumber is { } line ? $"{path}: line {line + 1}: not valid JSON" : $"{path}: {failure.Message.Split('\n')[0].TrimEnd('.')}");
        }
        catch (ArgumentException failure)
        {
            throw new ConfigException($"{path}: {failure.Message.Split('\n')[0]}");
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ConfigException($"{path}: no such file");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ConfigException($"{path}: {failure.Message}");
        }
    }

    /// <summary>Every key of a configuration with its value, those left at their defaults too.</summary>
    public static JsonObject Write<T>(T config, JsonTypeInfo<T> json) where T : class => (JsonObject)JsonSerializer.SerializeToNode(config, json)!;

    /// <summary>The defaults of <typeparamref name="T"/> overlaid with <paramref name="settings"/>; null when they cannot be read.</summary>
    public static T? Read<T>(JsonObject settings, JsonTypeInfo<T> json, string path, ICollection<string> problems) where T : class, IConfig, new()
    {
        var before = problems.Count;
        var merged = Write(new T(), json);
        Overlay(merged, settings, [], json);
        if (problems.Count > before) return null;
        var config = TryRead(merged, json)!;
        foreach (var problem in config.Problems()) problems.Add(path.Length > 0 ? $"{path}.{problem}" : problem);
        return config;

        void Overlay(JsonObject target, JsonObject given, string[] above, JsonTypeInfo type)
        {
            foreach (var (key, value) in given)
            {
                string[] keys = [.. above, key];
                var full = string.Join('.', path.Length > 0 ? [path, .. keys] : keys);
                if (!target.ContainsKey(key))
                    problems.Add($"unknown key '{full}'{NearestName.Hint(key, [.. target.Select(p => p.Key)])}");
                else if (target[key] is JsonObject inner && value is JsonObject part && Inner(type, key) is { Kind: JsonTypeInfoKind.Object } innerType)
                    Overlay(inner, part, keys, innerType);
                // Each value is tried alone, over defaults that are known to be fine, so that the message can name it.
                else if (TryRead(Trial(keys, value), json) is null)
                    problems.Add($"{full}: {Shown(value)} is not {Expected(type, key)}");
                else
                    target[key] = value?.DeepClone();
            }
        }

        JsonObject Trial(string[] keys, JsonNode? value)
        {
            var trial = Write(new T(), json);
            var at = trial;
            foreach (var key in keys[..^1]) at = (JsonObject)at[key]!;
            at[keys[^1]] = value?.DeepClone();
            return trial;
        }
    }

    /// <summary>Puts <c>key=value</c> of the command line into <paramref name="target"/>; the value is JSON where it can be, else text.</summary>
    /// <exception cref="ConfigException">Not of that form, or a key leads through something that is no object.</exception>
    public static void Set(JsonObject target, string assignment)
    {
        var equals = assignment.IndexOf('=');
        if (equals <= 0) throw new ConfigException($"--set wants key=value, not '{assignment}'");
        var keys = assignment[..equals].Split('.');
        JsonNode? value;
        try
        {
            value = JsonNode.Parse(assignment[(equals + 1)..], null, Lenient);
        }
        catch (JsonException)
        {
            value = JsonValue.Create(assignment[(equals + 1)..]);
        }
        var at = target;
        foreach (var key in keys[..^1])
        {
            if (!at.ContainsKey(key)) at[key] = new JsonObject();
            at = at[key] as JsonObject ?? throw new ConfigException($"--set {assignment}: '{key}' is not an object");
        }
        at[keys[^1]] = value;
    }

    private static T? TryRead<T>(JsonObject node, JsonTypeInfo<T> json) where T : class
    {
        try
        {
            return node.Deserialize(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Shown(JsonNode? value) => value is null ? "null" : value.ToJsonString();

    private static JsonTypeInfo Inner(JsonTypeInfo json, string key) => json.Options.GetTypeInfo(json.Properties.First(p => p.Name == key).PropertyType);

    private static string Expected(JsonTypeInfo json, string key)
    {
        var type = json.Properties.First(p => p.Name == key).PropertyType;
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsEnum) return "one of " + string.Join(", ", Enum.GetNames(type).Select(JsonNamingPolicy.CamelCase.ConvertName));
        if (type == typeof(int) || type == typeof(long)) return "a whole number";
        if (type == typeof(ulong)) return "a whole number from 0 on";
        if (type == typeof(double)) return "a number";
        if (type == typeof(bool)) return "true or false";
        if (type == typeof(string)) return "text";
        return type.IsArray || type.IsGenericType ? "a list such as [200, 200]" : "an object";
    }
}
