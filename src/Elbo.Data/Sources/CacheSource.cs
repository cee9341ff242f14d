namespace Elbo.Data;

/// <summary>Files fetched before. A damaged one is passed over: the sources behind this one write it anew.</summary>
internal sealed class CacheSource(DataLocations locations, VerifiedFiles verified) : IFileSource
{
    public SourceAnswer Find(DatasetInfo dataset, DatasetFile file, CancellationToken cancel)
    {
        var folder = locations.CacheOf(dataset);
        var reason = $"the cache {folder} does not have it";
        foreach (var form in file.Forms)
        {
            var path = Path.Combine(folder, form.Name);
            if (!File.Exists(path)) continue;
            if (verified.Mismatch(path, form) is not { } found) return SourceAnswer.At(path);
            reason = $"the cache's {path} is damaged: found {found}";
        }

        return SourceAnswer.None(reason);
    }
}
