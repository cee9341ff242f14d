using Elbo.Torch.IO;

namespace Elbo.Data;

/// <summary>
/// The files of one kind in a folder, or one file alone. Sub-folders are classes, in the order of <see cref="ClassOrder"/>; folders <c>train</c> and, where there are any,
/// <c>validation</c> and <c>test</c> above them are splits, under these or the other names of <see cref="SplitFolders"/>. What is passed over is told.
/// </summary>
internal sealed class FolderFiles
{
    private const int ShownNames = 3;

    private readonly Dictionary<Split, long[]> labels = [];

    /// <param name="wanted">Whether a name is of the kind.</param>
    /// <param name="kind">What messages call it, e.g. <c>image</c>.</param>
    /// <param name="kinds">What is read, e.g. <c>WAV</c>.</param>
    /// <exception cref="DataException">The folder cannot be read, or has no file to train on.</exception>
    public FolderFiles(string path, Func<string, bool> wanted, string kind, string kinds)
    {
        if (File.Exists(path))
        {
            (Parts[Split.Train], Classes, Warnings) = ([path], [], []);
            return;
        }

        var splits = SplitFolders.Of(path);
        var others = new List<string>();
        foreach (var (split, folder) in splits.Folders)
        {
            var files = Find(folder, wanted, others).Order(StringComparer.Ordinal).ToArray();
            if (files.Length > 0) Parts[split] = files;
        }

        if (!Parts.ContainsKey(Split.Train)) throw new DataException($"{path}: no {kind} to train on");
        Warnings = [.. splits.Warnings, .. Others(path, others, kinds)];
        var names = Parts.ToDictionary(p => p.Key, p => p.Value.Select(f => ClassOf(splits.Folders.First(x => x.Split == p.Key).Folder, f)).ToList());
        Classes = ClassOrder.Of(names.Values.SelectMany(n => n).OfType<string>());
        if (Classes.Count == 0) return;
        var numbers = Classes.Select((name, i) => (name, i)).ToDictionary(c => c.name, c => (long)c.i, StringComparer.Ordinal);
        foreach (var (split, own) in names)
        {
            labels[split] = [.. own.Select(n => n is null ? Factor.Unknown : numbers[n])];
        }

        var loose = names.SelectMany(n => n.Value.Index().Where(f => f.Item is null).Select(f => Parts[n.Key][f.Index])).ToList();
        if (loose.Count == 0) return;
        IsPartlyLabelled = true;
        Warnings = [.. Warnings, $"{path}: {loose.Count} {kind}{(loose.Count == 1 ? " is in no class folder and has" : "s are in no class folder and have")} no label ({string.Join(", ", loose.Take(ShownNames).Select(f => Printed.Name(Path.GetRelativePath(path, f))))}{(loose.Count > ShownNames ? ", …" : "")})"];
    }

    /// <summary>The files of each split that has some, in ordinal order.</summary>
    public Dictionary<Split, IReadOnlyList<string>> Parts { get; } = [];

    /// <summary>Names by class number; empty where there are no sub-folders.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>Whether some files are in no class folder, while others are.</summary>
    public bool IsPartlyLabelled { get; }

    /// <summary>Files and folders that were passed over, and why, and files without a class beside others with one.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>Class number of each file, <see cref="Factor.Unknown"/> for one in no class folder; null where there are no classes.</summary>
    public long[]? Labels(Split split) => labels.GetValueOrDefault(split);

    /// <summary>Every file of a kind in a folder and below.</summary>
    /// <param name="others">Receives the files of other kinds.</param>
    public static IEnumerable<string> Find(string folder, Func<string, bool> wanted, ICollection<string>? others = null) => PackedFile.Guard(folder, () => Directory
        .EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System, IgnoreInaccessible = false })
        .Where(file =>
        {
            var isWanted = wanted(file);
            if (!isWanted) others?.Add(file);
            return isWanted;
        }));

    /// <summary>One line for all files of other kinds, counted by their endings.</summary>
    private static IEnumerable<string> Others(string path, List<string> files, string kinds)
    {
        if (files.Count == 0) yield break;
        var endings = files.GroupBy(f => Path.GetExtension(f).ToLowerInvariant(), StringComparer.Ordinal).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).Select(g =>
            $"{g.Count()} {(g.Key.Length == 0 ? "without an ending" : g.Key)} ({string.Join(", ", g.Order(StringComparer.Ordinal).Take(ShownNames).Select(f => Printed.Name(Path.GetRelativePath(path, f))))}{(g.Count() > ShownNames ? ", …" : "")})");
        yield return $"{path}: {files.Count} file{(files.Count == 1 ? " is" : "s are")} not read: {string.Join("; ", endings)}. {kinds} are";
    }

    /// <summary>The first folder below the split's; null for a file right in it.</summary>
    private static string? ClassOf(string folder, string file) =>
        Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar) is [var name, _, ..] ? name : null;
}
