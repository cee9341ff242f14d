using Elbo.Torch.IO;

namespace Elbo.Data;

/// <summary>Which folders in a folder are its splits, told by their names in any case. Without a folder to train on there are no splits, and all are read as training data.</summary>
/// <param name="Folders">One for each split, that of training first.</param>
/// <param name="Warnings">What is passed over, or looks like a split and is none.</param>
internal sealed record SplitFolders(IReadOnlyList<(Split Split, string Folder)> Folders, IReadOnlyList<string> Warnings)
{
    private static readonly Dictionary<string, Split> names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["train"] = Split.Train,
        ["training"] = Split.Train,
        ["validation"] = Split.Validation,
        ["valid"] = Split.Validation,
        ["val"] = Split.Validation,
        ["dev"] = Split.Validation,
        ["test"] = Split.Test,
        ["testing"] = Split.Test,
        ["eval"] = Split.Test,
        ["evaluation"] = Split.Test,
    };

    /// <exception cref="DataException">The folder cannot be read, or two of its folders are the same split.</exception>
    public static SplitFolders Of(string path)
    {
        var inside = PackedFile.Guard(path, () => new DirectoryInfo(path).GetDirectories("*", new EnumerationOptions { AttributesToSkip = FileAttributes.Hidden | FileAttributes.System })
            .Select(d => d.Name).Order(StringComparer.Ordinal).ToArray());
        var found = inside.Where(names.ContainsKey).GroupBy(n => names[n]).ToDictionary(g => g.Key, g => g.ToArray());
        if (!found.ContainsKey(Split.Train))
        {
            var alike = found.Values.SelectMany(n => n).Order(StringComparer.Ordinal).ToArray();
            return new([(Split.Train, path)], alike.Length == 0 ? [] : [$"{path}: {Quoted(alike)} {(alike.Length == 1 ? "is" : "are")} read as classes to train on: without a folder 'train' there are no splits"]);
        }

        foreach (var (split, same) in found)
            if (same.Length > 1) throw new DataException($"{path}: {Quoted(same)} are each a split of {split.ToString().ToLowerInvariant()} data; keep one, or put their files together");
        var beside = inside.Where(n => !names.ContainsKey(n)).ToArray();
        var loose = PackedFile.Guard(path, () => Directory.EnumerateFiles(path, "*", new EnumerationOptions { AttributesToSkip = FileAttributes.Hidden | FileAttributes.System }).Count());
        return new(
            [.. found.OrderBy(p => p.Key).Select(p => (p.Key, Path.Combine(path, p.Value[0])))],
            [
                .. beside.Length == 0 ? (string[])[] : [$"{path}: {Quoted(beside)} {(beside.Length == 1 ? "is" : "are")} not read: beside '{found[Split.Train][0]}' only folders of splits are ({string.Join(", ", names.Keys)})"],
                .. loose == 0 ? (string[])[] : [$"{path}: {loose} file{(loose == 1 ? "" : "s")} beside the folders of splits {(loose == 1 ? "is" : "are")} not read"],
            ]);
    }

    private static string Quoted(IEnumerable<string> folders) => string.Join(", ", folders.Select(n => $"'{Printed.Name(n)}'"));
}
