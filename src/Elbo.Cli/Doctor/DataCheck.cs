using System.Text.Json.Nodes;
using Elbo.Cli.Data;
using Elbo.Cli.Shell;
using Elbo.Data;

namespace Elbo.Cli.Doctor;

/// <summary>Where data is looked for and kept, what is there, and whether results can be written.</summary>
internal sealed class DataCheck : ICheck
{
    public IEnumerable<Finding> Look()
    {
        var locations = DataLocations.FromEnvironment();
        yield return Folder(locations);
        yield return Cache(locations);
        yield return Present();
        yield return Writable("output", Directory.GetCurrentDirectory(), "runs are written below this folder unless --out says otherwise: change to one you may write to");
    }

    private static Finding Folder(DataLocations locations) => locations.DataFolder switch
    {
        null => Finding.Ok("data-folder", "ELBO_DATA is not set; data comes from the cache or the network"),
        var folder when Directory.Exists(folder) => Finding.Ok("data-folder", folder, new JsonObject { ["folder"] = folder }),
        var folder => Finding.Warn("data-folder", $"ELBO_DATA={folder} is not there", "correct ELBO_DATA or unset it"),
    };

    private static Finding Cache(DataLocations locations) =>
        Writable("cache", locations.CacheFolder, "data cannot be kept: set ELBO_CACHE to a folder you may write to");

    private static Finding Present()
    {
        var presences = DatasetCatalog.All.Select(DatasetPresence.Of).ToList();
        JsonObject details = new();
        foreach (var presence in presences) details[presence.Info.Id] = presence.State;
        var found = string.Join(", ", presences.Select(p => $"{p.Info.Id} {p.State}"));
        return presences.FirstOrDefault(p => p.IsDamaged) is { } damaged
            ? Finding.Warn("data", $"{found}: {damaged.Problem}", $"elbo data get {damaged.Info.Id} fetches it anew; a wrong file under ELBO_DATA must be removed by hand", details)
            : Finding.Ok("data", found, details);
    }

    /// <summary>Tried by writing, because permissions do not tell of full or read-only disks.</summary>
    private static Finding Writable(string check, string folder, string remedy)
    {
        var existing = folder;
        while (!Directory.Exists(existing) && Path.GetDirectoryName(existing) is { Length: > 0 } above) existing = above;
        var probe = Path.Combine(existing, $".elbo-{Guid.NewGuid():N}");
        try
        {
            File.WriteAllBytes(probe, [0]);
            File.Delete(probe);
            return Finding.Ok(check, $"{folder}, writable{(existing == folder ? "" : " (made when needed)")}", new JsonObject { ["folder"] = folder });
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Finding.Warn(check, $"{folder} cannot be written: {Failures.Explain(failure).Line}", remedy, new JsonObject { ["folder"] = folder });
        }
    }
}
