using System.Globalization;
using Elbo.Torch.IO;

namespace Elbo.Data;

/// <summary>
/// A user's own texts, an example a line: a text file, or a folder with <c>train.txt</c> and, where there are any, <c>validation.txt</c> (or <c>valid.txt</c>) and <c>test.txt</c>; or a column of a table.
/// </summary>
internal static class OwnTexts
{
    private static readonly string[] extensions = [".txt", ".text", ".txt.gz", ".text.gz"];

    // A list of files lies beside folders of images as well.
    public static bool IsTexts(string path) => SplitFiles.Are(path, extensions) && !(Directory.Exists(path) && Directory.EnumerateDirectories(path).Any());

    /// <exception cref="DataException">A file cannot be read or holds no text, or the counts do not fit.</exception>
    public static IDataset Open(string path, DataOptions options)
    {
        var table = new WordTable();
        List<string> warnings = [];
        var read = SplitFiles.Of(path, extensions).Select(f => (f.Split, Texts: Lines(f.File, table, options.Text.LowerCase, warnings))).ToDictionary(f => f.Split, f => f.Texts);
        return Fit(path, table, read, [], "line", warnings, options);
    }

    /// <summary>The texts of a column.</summary>
    /// <exception cref="DataException">There is no such column, or as of <see cref="Open"/>.</exception>
    public static IDataset OpenColumn(IReadOnlyList<(Split Split, Table Table)> tables, string path, DataOptions options)
    {
        var words = new WordTable();
        List<string> warnings = [];
        var classes = options.Table.Label is { } label ? ClassOrder.Of([.. tables.SelectMany(t => Labels(t.Table, label)).OfType<string>().Distinct(StringComparer.Ordinal)]) : [];
        var numberOf = classes.Index().ToDictionary(c => c.Item, c => (long)c.Index, StringComparer.Ordinal);
        var names = RowNames.Of(tables, 0, options.Table.RowId);
        var read = new Dictionary<Split, (ReadTexts, List<string>)>();
        foreach (var (split, table) in tables)
        {
            var (texts, kept, labels, numbers) = (Cells(table, options.Text.Column!), new List<string>(), new List<long>(), new List<int[]>());
            IReadOnlyList<string?>? levels = options.Table.Label is { } column ? Labels(table, column) : null;
            for (var row = 0; row < texts.Count; row++)
            {
                List<int> text = [];
                WordSplit.Into(text, texts[row], words, options.Text.LowerCase);
                if (text.Count == 0) continue;
                numbers.Add([.. text]);
                kept.Add(names.Rows[split][row]);
                if (levels is not null) labels.Add(levels[row] is { } level ? numberOf[level] : Factor.Unknown);
            }

            Missed(warnings, table.Path, texts.Count - numbers.Count, texts.Count, "rows");
            read[split] = (new(numbers, levels is null ? null : [.. labels]), kept);
        }

        return Fit(path, words, read, classes, names.Are, warnings, options);
    }

    /// <summary>Names and texts of a single file as they are written, empty ones too.</summary>
    /// <exception cref="DataException">It cannot be read, or is a table and no column is named.</exception>
    public static IReadOnlyList<(string Name, string Text)> Rows(string path, DataOptions options)
    {
        List<(string, string)> rows = [];
        if (SplitFiles.Are(path, extensions))
        {
            TextLines.Read(path, (number, line) => rows.Add((number.ToString(CultureInfo.InvariantCulture), line)));
            return rows;
        }

        if (!OwnTables.IsTables(path) || options.Text.Column is not { } column)
            throw new DataException($"{path}: is no text file; put a text on each line of a .txt{(options.Text.Column is null ? "" : ", or give a table with the column the run was trained on")}");
        var table = OwnTables.Read(path, options.Table, column);
        return [.. RowNames.Of([(Split.Train, table)], 0, options.Table.RowId).Rows[Split.Train].Zip(Cells(table, column))];
    }

    private static TextDataset Fit(string path, WordTable table, Dictionary<Split, (ReadTexts Texts, List<string> Names)> read, IReadOnlyList<string> classes, string are, List<string> warnings, DataOptions options)
    {
        var test = options.Table.TestCount;
        var (train, names) = read[Split.Train];
        if (train.Words.Count == 0) throw new DataException($"{path}: has no text");
        if (test != 0 && read.ContainsKey(Split.Test)) throw new DataException($"{path}: has a test split of its own; a test count of {test} cannot be chosen (leave it 0)");
        if (test < 0 || test >= train.Words.Count) throw new DataException($"{path}: {test} test texts cannot be taken from {train.Words.Count}");
        if (test > 0)
        {
            var cut = train.Words.Count - test;
            read[Split.Train] = (new([.. train.Words.Take(cut)], train.Labels?[..cut]), names[..cut]);
            read[Split.Test] = (new([.. train.Words.Skip(cut)], train.Labels?[cut..]), names[cut..]);
        }

        // A file without a text has no split to give.
        var splits = read.Where(r => r.Value.Texts.Words.Count > 0).ToDictionary(r => r.Key, r => r.Value);
        var info = new DatasetInfo
        {
            Id = Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))),
            Title = path,
            Names = new(are, splits.ToDictionary(r => r.Key, r => (IReadOnlyList<string>)r.Value.Names)),
            Licence = "the user's own",
            Citation = "",
            Shape = [],
            Splits = new Dictionary<Split, int>(),
            Classes = classes.Count,
            ClassNames = classes,
            IsPartlyLabelled = splits.Values.Any(r => r.Texts.Labels?.Contains(Factor.Unknown) == true),
            Warnings = warnings,
        };
        return TextFit.Of(info, table, splits.ToDictionary(r => r.Key, r => r.Value.Texts), options, isOwn: true);
    }

    private static (ReadTexts, List<string>) Lines(string path, WordTable table, bool lowerCase, List<string> warnings)
    {
        var (texts, names, lines) = (new List<int[]>(), new List<string>(), 0);
        TextLines.Read(path, (number, line) =>
        {
            lines = number;
            List<int> words = [];
            WordSplit.Into(words, line, table, lowerCase);
            if (words.Count == 0) return;
            texts.Add([.. words]);
            names.Add(number.ToString(CultureInfo.InvariantCulture));
        });
        Missed(warnings, path, lines - texts.Count, lines, "lines");
        return (new(texts), names);
    }

    private static void Missed(List<string> warnings, string path, int missed, int all, string what)
    {
        if (missed > 0) warnings.Add(string.Create(CultureInfo.InvariantCulture, $"{path}: {missed:N0} of {all:N0} {what} have no word and are passed over"));
    }

    // An empty cell is no class of its own.
    private static List<string?> Labels(Table table, string name)
    {
        var (texts, column) = (Cells(table, name), table.Find(name)!);
        return [.. texts.Select((text, row) => column.Kind(row) == CellKind.Missing ? null : text)];
    }

    private static List<string> Cells(Table table, string name)
    {
        var column = table.Find(name)
            ?? throw new DataException($"{table.Path}: has no column '{Printed.Name(name)}'{NearestName.Hint(name, [.. table.Columns.Take(50).Select(c => Printed.Name(c.Name))])}");
        return [.. Enumerable.Range(0, table.Rows).Select(column.Text)];
    }
}
