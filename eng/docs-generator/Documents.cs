using Elbo.Models;
using Elbo.Runs.Reproductions;

namespace Elbo.DocsGenerator;

/// <summary>Every document with generated parts, made from the model, data set and command lists, the presets and the result files.</summary>
internal static class Documents
{
    private const string ModelFolder = "docs/models";

    /// <summary>Those that are not as they should be.</summary>
    public static IEnumerable<Page> Stale(string root) => All(root).Where(page => !page.IsCurrent(root));

    /// <summary>All pages of the repository at <paramref name="root"/>.</summary>
    /// <exception cref="DocumentException">A marker or an example cannot be filled in.</exception>
    /// <exception cref="Models.Configuration.ConfigException">A preset or a result file is wrong.</exception>
    public static IEnumerable<Page> All(string root)
    {
        if (!File.Exists(Path.Combine(root, "Elbo.slnx"))) throw new DocumentException($"{root}: not the repository (Elbo.slnx is missing)");
        var results = ReproductionFile.ReadAll(Path.Combine(root, "results"));
        foreach (var entry in ModelCatalog.All) yield return new($"{ModelFolder}/{entry.Card.Id}.md", ModelPage.Write(entry, results));
        foreach (var left in Orphans(root)) yield return left;
        yield return new("docs/settings.md", SettingsPage.Write());
        yield return new("docs/reproductions.md", ReproductionsPage.Write(results));
        foreach (var path in WithMarkers(root)) yield return new(path, MarkedParts.Fill(File.ReadAllText(Path.Combine(root, path)), path, name => Part(root, name)));
    }

    private static string? Part(string root, string name) => name switch
    {
        "models" => CatalogueTables.Models(ModelFolder),
        "model-pages" => CatalogueTables.Models("models"),
        "commands" => CatalogueTables.Commands(),
        "measurements" => CatalogueTables.Measurements(),
        "datasets" => CatalogueTables.Datasets(),
        _ when name.StartsWith(Snippet.Prefix, StringComparison.Ordinal) => Snippet.Read(root, name[Snippet.Prefix.Length..]),
        _ => null,
    };

    /// <summary>Documents written by hand: beside the solution, in docs/ itself, and the first page of the package.</summary>
    private static IEnumerable<string> WithMarkers(string root) =>
        new[] { "", "docs", "eng/package" }.Where(folder => Directory.Exists(Path.Combine(root, folder)))
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(root, folder), "*.md"))
            .Select(file => Path.GetRelativePath(root, file).Replace('\\', '/'))
            .Where(path => path is not ("docs/reproductions.md" or "docs/settings.md"))
            .Order(StringComparer.Ordinal);

    /// <summary>Pages of models that are no longer in the catalogue.</summary>
    private static IEnumerable<Page> Orphans(string root) =>
        !Directory.Exists(Path.Combine(root, ModelFolder)) ? [] : Directory.EnumerateFiles(Path.Combine(root, ModelFolder), "*.md")
            .Select(file => Path.GetFileNameWithoutExtension(file))
            .Where(id => ModelCatalog.All.All(e => e.Card.Id != id))
            .Select(id => new Page($"{ModelFolder}/{id}.md", null));
}
