using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Elbo.Data;
using Elbo.Models.Configuration;
using Elbo.Torch.IO;

namespace Elbo.Runs.Reproductions;

/// <summary>Reproductions on disk, <c>results/mnist-iwae-k5.json</c>; a seed other than 1 is part of the name.</summary>
public static class ReproductionFile
{
    /// <summary>Name of the file of a preset and seed.</summary>
    public static string NameOf(string preset, ulong seed) => Stem(preset, seed) + ".json";

    /// <summary>Name of the file of a result.</summary>
    public static string NameOf(Reproduction result) => result.Seeds is { } seeds
        ? string.Create(CultureInfo.InvariantCulture, $"{Stem(result.Preset, 1)}-seeds{seeds[0]}-{seeds[^1]}.json") : NameOf(result.Preset, result.Seed);

    /// <summary>Name of what belongs to a preset and seed, without an ending.</summary>
    public static string Stem(string preset, ulong seed) =>
        preset.Replace('/', '-') + (seed == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"-seed{seed}"));

    /// <summary>Reads one; an unknown or missing key and a value out of range are errors that name the file and the key.</summary>
    /// <exception cref="ConfigException">What is wrong, in one line.</exception>
    public static Reproduction Read(string path)
    {
        var root = ConfigReader.ReadFile(path);
        Reproduction result;
        try
        {
            result = root.Deserialize(ReproductionJson.Default.Reproduction)!;
        }
        catch (JsonException failure)
        {
            throw new ConfigException($"{path}: {Key(failure)}{failure.Message.Split(" Path: ")[0].Split('\n')[0]}");
        }
        var problems = result.Problems().ToList();
        if (Path.GetFileName(path) != NameOf(result)) problems.Add($"preset and seed belong into {NameOf(result)}");
        return problems.Count == 0 ? result : throw new ConfigException($"{path}: {string.Join("; ", problems)}");
    }

    /// <summary>Every file of a folder, by name; none where there is no folder.</summary>
    public static IReadOnlyList<Reproduction> ReadAll(string folder) =>
        !Directory.Exists(folder) ? [] : [.. Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal).Select(Read)];

    /// <summary>Writes one into a folder, which is made when it is not there; returns the path.</summary>
    public static string Write(string folder, Reproduction result)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, NameOf(result));
        AtomicFile.WriteText(path, JsonSerializer.Serialize(result, ReproductionJson.Readable.Reproduction) + "\n");
        return path;
    }

    private static string Key(JsonException failure) => failure.Path is { Length: > 2 } path ? $"{path[2..]}: " : "";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, Converters = [typeof(CamelCaseEnums)])]
[JsonSerializable(typeof(Reproduction))]
internal sealed partial class ReproductionJson : JsonSerializerContext
{
    /// <summary>The same, with signs such as − and ‖ as themselves.</summary>
    public static ReproductionJson Readable => new(new(Default.GeneratedSerializerOptions!) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
