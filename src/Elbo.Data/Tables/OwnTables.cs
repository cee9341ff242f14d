using System.Globalization;
using Elbo.Torch;
using Elbo.Torch.IO;

namespace Elbo.Data;

/// <summary>
/// A user's own table: a file whose last rows may be its test split, or a folder with <c>train.csv</c> and, where there are
/// any, <c>validation.csv</c> (or <c>valid.csv</c>) and <c>test.csv</c>. The encoding comes from the training rows alone.
/// </summary>
internal static class OwnTables
{
    private const int MostNamedMarks = 4, MostNamedColumns = 8;

    private static readonly string[] extensions = [".csv", ".tsv", ".csv.gz", ".tsv.gz", ".parquet"];

    public static bool IsTables(string path) => SplitFiles.Are(path, extensions);

    /// <exception cref="DataException">A file cannot be read, a cell does not fit its column, or the counts do not fit the rows.</exception>
    public static IDataset Open(string path, DataOptions options)
    {
        var files = SplitFiles.Of(path, extensions);
        var train = Read(files[0].File, options.Table, options.Text.Column);
        // The others have names where the file to train on has them.
        var alike = options.Table with { Header = options.Table.Header ?? train.HasHeads };
        List<(Split Split, Table Table)> tables = [(Split.Train, train), .. files.Skip(1).Select(f => (f.Split, Read(f.File, alike, options.Text.Column)))];
        if (options.Text.Column is not null) return OwnTexts.OpenColumn(tables, path, options);
        var test = options.Table.TestCount;
        if (test != 0 && tables.Exists(t => t.Split == Split.Test)) throw new DataException($"{path}: has a test.csv of its own; a test count of {test} cannot be chosen (leave it 0)");
        if (test < 0 || test >= train.Rows) throw new DataException($"{train.Path}: {test} test rows cannot be taken from {train.Rows} rows");
        var own = tables.Find(t => t.Split == Split.Validation).Table?.Rows;
        var held = HeldOut.Of(train.Path, options, train.Rows - test, own, ClassOf(train, options.Table.Label));

        var (encoding, leftOut) = options.Table.Encoding is { } kept ? (kept, [])
            : TableFit.Of(train, [.. Enumerable.Range(0, held.Train).Select(i => held.Row(Split.Train, i))], options.Table);
        using var scope = TensorScope.Enter();
        var sets = new Dictionary<Split, ValueSet>();
        var missing = new List<KeyValuePair<string, int>>();
        foreach (var (split, table) in tables)
        {
            var numbers = new TableNumbers(table, encoding);
            var cut = split == Split.Train ? table.Rows - test : table.Rows;
            sets[split] = Encode(table, numbers, encoding, 0, cut);
            if (cut < table.Rows) sets[Split.Test] = Encode(table, numbers, encoding, cut, table.Rows);
            missing.AddRange(numbers.Missing);
        }

        var unlabelled = sets.Values.Sum(s => s.Labels?.ToArray<long>().Count(l => l < 0) ?? 0);
        var info = new DatasetInfo
        {
            Id = Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))),
            Title = path,
            Names = RowNames.Of(tables, test, options.Table.RowId),
            Licence = "the user's own",
            Citation = "",
            Shape = [encoding.Width],
            Splits = sets.ToDictionary(s => s.Key, s => (int)s.Value.Values.Shape[0]),
            Classes = sets[Split.Train].Labels is null ? 0 : encoding.Classes.Count,
            ClassNames = sets[Split.Train].Labels is null ? [] : encoding.Classes,
            IsPartlyLabelled = unlabelled > 0,
            Note = Report(encoding, unlabelled, leftOut, missing, tables.SelectMany(t => t.Table.Notes).Distinct(StringComparer.Ordinal)),
            Encoding = encoding,
        };
        return new ValuesDataset(info, sets[Split.Train], sets.GetValueOrDefault(Split.Test), sets.GetValueOrDefault(Split.Validation), held);
    }

    /// <param name="column">That has texts; null for none.</param>
    public static Table Read(string path, TableOptions options, string? column)
    {
        // Categories and labels are texts, whatever they look like.
        var texts = options.Encoding is { } trained ? trained.Columns.Where(c => c.Kind == ColumnKind.Categorical).Select(c => c.Name).Append(trained.Label) : options.Categorical.Append(options.Label);
        var kept = texts.Append(options.RowId).Append(column).OfType<string>().ToHashSet(StringComparer.Ordinal);
        return path.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase) ? ParquetTable.Read(path, options, kept) : CsvReader.Read(path, options, kept);
    }

    /// <summary>Classes by the text of the label column, whose encoding comes later.</summary>
    private static Func<int, long>? ClassOf(Table table, string? label)
    {
        if (table.Find(label) is not { } column) return null;
        var numbers = new Dictionary<string, long>(StringComparer.Ordinal);
        return row =>
        {
            var text = column.Text(row);
            numbers.TryAdd(text, numbers.Count);
            return numbers[text];
        };
    }

    private static ValueSet Encode(Table table, TableNumbers numbers, TableEncoding encoding, int from, int to)
    {
        var width = encoding.Width;
        if ((long)(to - from) * width > int.MaxValue) throw new DataException($"{table.Path}: {to - from} rows of {width} numbers, at most {int.MaxValue} numbers are kept in memory");
        var values = Tensor.Empty([to - from, width]);
        numbers.Encode(from, to, values.AsWritableSpan<float>());
        return new ValueSet(values, numbers.HasLabels ? Tensor.From(numbers.Labels(from, to)) : null);
    }

    private static string Report(TableEncoding encoding, int unlabelled, IReadOnlyList<string> leftOut, IReadOnlyList<KeyValuePair<string, int>> missing, IEnumerable<string> notes)
    {
        string Part(string word, params ReadOnlySpan<ColumnKind> kinds)
        {
            var count = 0;
            foreach (var column in encoding.Columns) count += kinds.Contains(column.Kind) ? 1 : 0;
            return string.Create(CultureInfo.InvariantCulture, $"{count} {word}");
        }

        var dates = encoding.Columns.Any(c => c.Kind is ColumnKind.Date or ColumnKind.Time) ? $", {Part("date", ColumnKind.Date, ColumnKind.Time)}" : "";
        var text = $"{Part("numeric", ColumnKind.Numeric)}{dates} and {Part("categorical", ColumnKind.Categorical)} columns become {encoding.Width} numbers, {(encoding.Standardised ? "standardised" : "as they are")}";
        var counts = encoding.Columns.Where(c => c.Values == ColumnValues.Count).Select(c => Printed.Name(c.Name)).ToList();
        if (counts.Count > 0) text += $"; counts: {string.Join(", ", counts.Take(MostNamedColumns))}{(counts.Count > MostNamedColumns ? $" and {counts.Count - MostNamedColumns} more" : "")} (data.numeric makes them numbers)";
        if (encoding.Label is { } label) text += $"; labels from '{Printed.Name(label)}'{(unlabelled == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", which {unlabelled:N0} row{(unlabelled == 1 ? " does" : "s do")} not say"))}";
        if (missing.Count > 0) text += Filled(missing);
        if (leftOut.Count > 0) text += $"; left out {string.Join(", ", leftOut.Take(MostNamedColumns).Select(Printed.Name))}{(leftOut.Count > MostNamedColumns ? $" and {leftOut.Count - MostNamedColumns} more" : "")}";
        return string.Join("; ", notes.Prepend(text)) + ".";
    }

    /// <summary>How many cells were filled, and what stood in those that were not empty.</summary>
    private static string Filled(IReadOnlyList<KeyValuePair<string, int>> missing)
    {
        var marks = missing.Where(m => m.Key.Length > 0).GroupBy(m => m.Key, StringComparer.Ordinal).Select(g => (Text: g.Key, Count: g.Sum(m => m.Value))).OrderByDescending(m => m.Count).ToList();
        var shown = marks.Take(MostNamedMarks).Select(m => string.Create(CultureInfo.InvariantCulture, $"{m.Count} '{Printed.Name(m.Text)}'")).Concat(marks.Count > MostNamedMarks ? ["…"] : Array.Empty<string>());
        var count = missing.Sum(m => m.Value);
        return string.Create(CultureInfo.InvariantCulture, $"; {count} missing {(count == 1 ? "cell" : "cells")} filled{(marks.Count == 0 ? "" : $", of them {string.Join(", ", shown)}")}");
    }
}
