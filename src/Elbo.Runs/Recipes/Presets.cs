using System.Text.Json.Nodes;
using Elbo.Data;
using Elbo.Runs.Sessions;

namespace Elbo.Runs.Recipes;

/// <summary>The recipes that come with Elbo, <c>presets/&lt;dataset&gt;/&lt;model&gt;.json</c>, and a user's own files of that form.</summary>
public static class Presets
{
    private static string Folder => Path.Combine(AppContext.BaseDirectory, "presets");

    /// <summary>Names such as <c>mnist/vae</c>.</summary>
    public static IReadOnlyList<string> Names =>
        !Directory.Exists(Folder) ? [] : [.. Directory.EnumerateFiles(Folder, "*.json", SearchOption.AllDirectories)
            .Select(f => Path.ChangeExtension(Path.GetRelativePath(Folder, f), null).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    /// <summary>Those for a model.</summary>
    public static IReadOnlyList<string> For(string model) => [.. Names.Where(name => Read(name)["model"]?["id"]?.ToString() == model)];

    /// <summary>The settings of a preset.</summary>
    /// <exception cref="UsageException">There is none of this name; the nearest is suggested.</exception>
    public static JsonObject Read(string name) => Recipe(name).Settings;

    /// <summary>A preset by name, with what stands beside the settings.</summary>
    /// <exception cref="UsageException">There is none of this name; the nearest is suggested.</exception>
    public static Recipe Recipe(string name) =>
        Names.Contains(name) ? Recipes.Recipe.Read(Path.Combine(Folder, name + ".json"))
        : throw new UsageException($"unknown preset '{name}'{NearestName.Hint(name, Names)}");

    /// <summary>The comment at the head of a preset: its command, time and expected figure.</summary>
    public static string Head(string name) => string.Join('\n', File.ReadLines(Path.Combine(Folder, name + ".json"))
        .Select(l => l.Trim()).TakeWhile(l => l.StartsWith("//", StringComparison.Ordinal)).Select(l => l[2..].Trim()));
}
