namespace Elbo.Data;

/// <summary>Asks the sources in order: the user's folder, the cache, the official addresses, the npm package.</summary>
internal sealed class FileFinder
{
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
        var reasons = new List<string>();
        foreach (var source in sources)
        {
            cancel.ThrowIfCancellationRequested();
            var answer = source.Find(dataset, file, cancel);
            if (answer.Path is { } path) return path;
            if (answer.Reason.Length > 0) reasons.Add(answer.Reason);
        }

        throw new DataException($"{dataset.Id}: no source has {file.Name}: {string.Join("; ", reasons)}");
    }
}
