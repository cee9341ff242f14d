namespace Elbo.Data;

/// <summary>A user's own file to train on, or a folder with <c>train</c> and, where there are any, <c>validation</c> (or <c>valid</c>) and <c>test</c> under the endings of a kind.</summary>
internal static class SplitFiles
{
    /// <summary>The files that are there, that of training first.</summary>
    /// <param name="extensions">Endings of the kind, with points; the first that is there is taken.</param>
    public static IReadOnlyList<(Split Split, string File)> Of(string path, IReadOnlyList<string> extensions) => !Directory.Exists(path) ? [(Split.Train, path)]
        : [.. new (Split Split, string? File)[] { (Split.Train, Named(path, "train", extensions)), (Split.Validation, Named(path, "validation", extensions) ?? Named(path, "valid", extensions)), (Split.Test, Named(path, "test", extensions)) }
            .Where(f => f.File is not null).Select(f => (f.Split, f.File!))];

    /// <summary>Whether a path is a file of the kind, or a folder with one to train on.</summary>
    public static bool Are(string path, IReadOnlyList<string> extensions) =>
        Directory.Exists(path) ? Named(path, "train", extensions) is not null : extensions.Any(e => path.EndsWith(e, StringComparison.OrdinalIgnoreCase));

    private static string? Named(string folder, string name, IReadOnlyList<string> extensions) => extensions.Select(e => Path.Combine(folder, name + e)).FirstOrDefault(File.Exists);
}
