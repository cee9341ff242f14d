namespace Elbo.Data;

/// <summary>Names of the examples of a user's own files.</summary>
/// <param name="Are">What they are, as the head of a column: <c>file</c>, <c>line</c> or the name of a table's column.</param>
/// <param name="Rows">Of each row of the files of a split, in their order: rows that are held out are among those of the training files.</param>
public sealed record ExampleNames(string Are, IReadOnlyDictionary<Split, IReadOnlyList<string>> Rows)
{
    /// <summary>Files by their place in a folder, which may be one file itself, with <c>/</c> between its parts on every system.</summary>
    internal static ExampleNames OfFiles(string folder, IReadOnlyDictionary<Split, IReadOnlyList<string>> files) => new(
        "file", files.ToDictionary(p => p.Key, p => (IReadOnlyList<string>)[.. p.Value.Select(f => (f == folder ? Path.GetFileName(f) : Path.GetRelativePath(folder, f)).Replace(Path.DirectorySeparatorChar, '/'))]));

    /// <summary>The name of an example of a split.</summary>
    /// <param name="rows">Say which row of a file it is.</param>
    internal string? Of(Split split, long example, HeldOut rows) => Rows.GetValueOrDefault(rows.IsFromTraining(split) ? Split.Train : split)?[rows.Row(split, example)];
}
