namespace Elbo.Data;

/// <summary>Where files of data sets are looked for and kept.</summary>
public sealed record DataLocations
{
    /// <summary>The user's folder of data sets, never written to; null where there is none.</summary>
    public string? DataFolder { get; init; }

    /// <summary>Where fetched files are kept, in <c>data/</c> below it.</summary>
    public required string CacheFolder { get; init; }

    /// <summary>Whether files may be fetched from the network.</summary>
    public bool Network { get; init; } = true;

    /// <summary><c>ELBO_DATA</c> for the data folder; <c>ELBO_CACHE</c>, <c>$XDG_CACHE_HOME/elbo</c> or <c>~/.cache/elbo</c> for the
    /// cache.</summary>
    public static DataLocations FromEnvironment()
    {
        static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var caches = Variable("XDG_CACHE_HOME") ?? Path.Combine(home.Length > 0 ? home : Path.GetTempPath(), ".cache");
        return new DataLocations { DataFolder = Variable("ELBO_DATA"), CacheFolder = Variable("ELBO_CACHE") ?? Path.Combine(caches, "elbo") };
    }

    /// <summary>The cache of one data set.</summary>
    internal string CacheOf(DatasetInfo dataset) => Path.Combine(CacheFolder, "data", dataset.Folder);
}
