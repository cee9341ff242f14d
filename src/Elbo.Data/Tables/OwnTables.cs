using System.Globalization;
using Elbo.Torch;

namespace Elbo.Data;

/// <summary>
/// A user's own table: a <c>.csv</c> or <c>.tsv</c> file whose last rows may be its test split, or a folder with <c>train.csv</c> and, where there are
/// any, <c>validation.csv</c> (or <c>valid.csv</c>) and <c>test.csv</c>. The encoding comes from the training rows alone.
/// </summary>
internal static class OwnTables
{
    private static readonly string[] extensions = [".csv", ".tsv"];

    public static bool IsTables(string path) => Directory.Exists(path) ? Named(path, "train") is not null : CsvTable.IsTable(path);

    /// <exception cref="DataException">A file cannot be read, a cell does not fit its column, or the counts do not fit the rows.</exception>
    public static IDataset Open(string path, DataOptions options)
    {
        var files = Directory.Exists(path)
            ? new (Split Split, string? File)[] { (Split.Train, Named(path, "train")), (Split.Validation, Named(path, "validation") ?? Named(path, "valid")), (Split.Test, Named(path, "test")) }
            : [(Split.Train, path)];
        var tables = files.Where(f => f.File is not null).Select(f => (f.Split, Table: CsvTable.Read(f.File!, options.Table))).ToList();
        var train = tables[0].Table;
        var test = options.Table.TestCount;
        if (test != 0 && tables.Exists(t => t.Split == Split.Test)) throw new DataException($"{path}: has a test.csv of its own; a test count of {test} cannot be chosen (leave it 0)");
        if (test < 0 || test >= train.Rows.Count) throw new DataException($"{train.Path}: {test} test rows cannot be taken from {train.Rows.Count} rows");
        var own = tables.Find(t => t.Split == Split.Validation).Table?.Rows.Count;
        var held = HeldOut.Of(train.Path, options, train.Rows.Count - test, own, ClassOf(train, options.Table.Label));

        var (encoding, leftOut) = options.Table.Encoding is { } kept ? (kept, [])
            : TableFit.Of(train, [.. Enumerable.Range(0, held.Train).Select(i => held.Row(Split.Train, i))], options.Table);
        using var scope = TensorScope.Enter();
        var sets = new Dictionary<Split, ValueSet>();
        var missing = 0;
        foreach (var (split, table) in tables)
        {
            var rows = new TableRows(table, encoding);
            var cut = split == Split.Train ? table.Rows.Count - test : table.Rows.Count;
            sets[split] = Encode(table, rows, encoding, 0, cut);
            if (cut < table.Rows.Count) sets[Split.Test] = Encode(table, rows, encoding, cut, table.Rows.Count);
            missing += rows.Missing;
        }

        var info = new DatasetInfo
        {
            Id = Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))),
            Title = path,
            Licence = "the user's own",
            Citation = "",
            Shape = [encoding.Width],
            Splits = sets.ToDictionary(s => s.Key, s => (int)s.Value.Values.Shape[0]),
            Classes = sets[Split.Train].Labels is null ? 0 : encoding.Classes.Count,
            ClassNames = sets[Split.Train].Labels is null ? [] : encoding.Classes,
            Note = Report(encoding, leftOut, missing),
            Encoding = encoding,
        };
        return new ValuesDataset(info, sets[Split.Train], sets.GetValueOrDefault(Split.Test), sets.GetValueOrDefault(Split.Validation), held);
    }

    /// <summary>Classes by the text of the label column, whose encoding comes later.</summary>
    private static Func<int, long>? ClassOf(CsvTable table, string? label)
    {
        if (label is null || table.Columns.ToList().IndexOf(label) is not (>= 0 and var column)) return null;
        var numbers = new Dictionary<string, long>(StringComparer.Ordinal);
        return row =>
        {
            var text = table.Rows[row][column].Trim();
            numbers.TryAdd(text, numbers.Count);
            return numbers[text];
        };
    }

    private static string? Named(string folder, string name) =>
        extensions.Select(e => Path.Combine(folder, name + e)).FirstOrDefault(File.Exists);

    private static ValueSet Encode(CsvTable table, TableRows rows, TableEncoding encoding, int from, int to)
    {
        var width = encoding.Width;
        if ((long)(to - from) * width > int.MaxValue) throw new DataException($"{table.Path}: {to - from} rows of {width} numbers, at most {int.MaxValue} numbers are kept in memory");
        var values = Tensor.Empty([to - from, width]);
        var target = values.AsWritableSpan<float>();
        var labels = rows.HasLabels ? new long[to - from] : null;
        for (var r = from; r < to; r++)
        {
            rows.Encode(r, target.Slice((r - from) * width, width));
            if (labels is not null) labels[r - from] = rows.Label(r);
        }

        return new ValueSet(values, labels is null ? null : Tensor.From(labels));
    }

    private static string Report(TableEncoding encoding, IReadOnlyList<string> leftOut, int missing)
    {
        string Part(ColumnKind kind, string word)
        {
            var columns = encoding.Columns.Where(c => c.Kind == kind).ToList();
            return string.Create(CultureInfo.InvariantCulture, $"{columns.Count} {word}");
        }

        var text = $"{Part(ColumnKind.Numeric, "numeric")} and {Part(ColumnKind.Categorical, "categorical")} columns become {encoding.Width} numbers, {(encoding.Standardised ? "standardised" : "as they are")}";
        if (encoding.Label is { } label) text += $"; labels from '{CsvTable.Shown(label)}'";
        if (missing > 0) text += $"; {missing} missing cells filled";
        return leftOut.Count == 0 ? $"{text}." : $"{text}; left out {string.Join(", ", leftOut.Take(8).Select(CsvTable.Shown))}{(leftOut.Count > 8 ? $" and {leftOut.Count - 8} more" : "")}.";
    }
}
