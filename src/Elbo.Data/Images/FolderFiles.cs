namespace Elbo.Data;

/// <summary>
/// The files of one kind in a folder. Sub-folders are classes, in ordinal order of their names; folders <c>train</c> and, where there are any,
/// <c>validation</c> (or <c>val</c>) and <c>test</c> above them are splits.
/// </summary>
internal sealed class FolderFiles
{
    private readonly Dictionary<Split, long[]> labels = [];

    /// <param name="wanted">Whether a name is of the kind.</param>
    /// <param name="kind">What messages call it, e.g. <c>image</c>.</param>
    /// <exception cref="DataException">The folder cannot be read, has no file to train on, or one outside the classes.</exception>
    public FolderFiles(string path, Func<string, bool> wanted, string kind)
    {
        var folders = Directory.Exists(Path.Combine(path, "train")) ? SplitFolders(path) : [(Split.Train, path)];
        foreach (var (split, folder) in folders)
        {
            var files = Find(folder, wanted).Order(StringComparer.Ordinal).ToArray();
            if (files.Length > 0) Parts[split] = files;
        }

        if (!Parts.ContainsKey(Split.Train)) throw new DataException($"{path}: no {kind} to train on");
        var names = Parts.ToDictionary(p => p.Key, p => p.Value.Select(f => ClassOf(folders.Find(x => x.Split == p.Key).Folder, f)).ToList());
        Classes = [.. names.Values.SelectMany(n => n).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
        if (Classes.Count == 0) return;
        var numbers = Classes.Select((name, i) => (name, i)).ToDictionary(c => c.name, c => (long)c.i, StringComparer.Ordinal);
        foreach (var (split, own) in names)
        {
            if (own.IndexOf(null) is >= 0 and var at) throw new DataException($"{Parts[split][at]}: in no class folder, while others are");
            labels[split] = [.. own.Select(n => numbers[n!])];
        }
    }

    /// <summary>The files of each split that has some, in ordinal order.</summary>
    public Dictionary<Split, IReadOnlyList<string>> Parts { get; } = [];

    /// <summary>Names by class number; empty where there are no sub-folders.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>Class number of each file; null where there are no classes.</summary>
    public long[]? Labels(Split split) => labels.GetValueOrDefault(split);

    /// <summary>Every file of a kind in a folder and below.</summary>
    public static IEnumerable<string> Find(string folder, Func<string, bool> wanted) => PackedFile.Guard(folder, () => Directory
        .EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System, IgnoreInaccessible = false })
        .Where(wanted));

    private static List<(Split Split, string Folder)> SplitFolders(string path) =>
        [.. new[] { (Split.Train, "train"), (Split.Validation, "validation"), (Split.Validation, "val"), (Split.Test, "test") }
            .Select(p => (p.Item1, Path.Combine(path, p.Item2))).Where(p => Directory.Exists(p.Item2)).DistinctBy(p => p.Item1)];

    /// <summary>The first folder below the split's; null for a file right in it.</summary>
    private static string? ClassOf(string folder, string file) =>
        Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar) is [var name, _, ..] ? name : null;
}
