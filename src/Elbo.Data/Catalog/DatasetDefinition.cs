namespace Elbo.Data;

/// <summary>A line of the catalogue: what a data set is and how its files become one.</summary>
/// <param name="Info">What it is.</param>
/// <param name="Open">Opens it from files that have been verified.</param>
internal sealed record DatasetDefinition(DatasetInfo Info, Func<DatasetInfo, IReadOnlyList<FoundFile>, DataOptions, IDataset> Open)
{
    /// <summary>Chooses and finds the files: all of them, unless a set has alternatives.</summary>
    public Func<DatasetInfo, FileFinder, IReadOnlyList<FoundFile>> Locate { get; init; } = All;

    /// <summary>What the data set is when made from these files, where they decide that.</summary>
    public Func<DatasetInfo, IReadOnlyList<FoundFile>, DatasetInfo> Describe { get; init; } = (info, _) => info;

    // All are found before the first is read: a missing one should not be noticed late.
    private static IReadOnlyList<FoundFile> All(DatasetInfo info, FileFinder finder) => [.. info.Files.Select(f => new FoundFile(f, finder.Find(info, f)))];
}
