using Elbo.Data;

namespace Elbo.Cli.Data;

/// <summary>Whether a data set's files are on this machine. Nothing is fetched.</summary>
/// <param name="Files">Its files that are used, where all that are needed are here and right.</param>
/// <param name="Problem">Why not, otherwise.</param>
internal sealed record DatasetPresence(DatasetInfo Info, IReadOnlyList<FoundFile> Files, string? Problem, bool IsDamaged)
{
    /// <summary>In one or two words: <c>here</c>, <c>not here</c>, <c>damaged</c>.</summary>
    public string State => Problem is null ? "here" : IsDamaged ? "damaged" : "not here";

    public static DatasetPresence Of(DatasetInfo info)
    {
        var locations = DataLocations.FromEnvironment() with { Network = false };
        try
        {
            var files = Datasets.Find(info.Id, new DataOptions { Locations = locations });
            return new(Datasets.Describe(info.Id, files), files, null, false);
        }
        catch (DataException failure)
        {
            return new(info, [], failure.Message, FoldersOf(info, locations).Any(f => info.Files.Any(file => HasEither(f, file))));
        }
    }

    /// <summary>Where a file of the data set is; null where it is not here or not used.</summary>
    public string? PathOf(DatasetFile file) => Files.FirstOrDefault(f => f.File.Name == file.Name)?.Path;

    private static IEnumerable<string> FoldersOf(DatasetInfo info, DataLocations locations) =>
        new[] { locations.DataFolder, Path.Combine(locations.CacheFolder, "data") }.OfType<string>().Select(root => Path.Combine(root, info.Folder));

    private static bool HasEither(string folder, DatasetFile file) =>
        File.Exists(Path.Combine(folder, file.Name)) || File.Exists(Path.Combine(folder, file.Name.EndsWith(".gz", StringComparison.Ordinal) ? file.Name[..^3] : file.Name));
}
