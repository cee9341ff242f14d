using System.Globalization;

namespace Elbo.Data;

/// <summary>Finds the encoding of a table from its training rows.</summary>
internal static class TableFit
{
    /// <summary>Most different texts of a column that is taken for categorical without being called so.</summary>
    public const int MostInferred = 64;

    /// <summary>Most categories of any column, and most classes.</summary>
    public const int MostCategories = 1000;

    /// <param name="rows">The training rows.</param>
    /// <param name="options">What the user says about columns.</param>
    /// <returns>The encoding, and of each column left out its name and why.</returns>
    /// <exception cref="DataException">A named column is not there, named twice or not of its kind, or no column is left.</exception>
    public static (TableEncoding Encoding, IReadOnlyList<string> LeftOut) Of(CsvTable table, IReadOnlyList<int> rows, TableOptions options)
    {
        CheckNames(table, options);
        var (columns, leftOut) = (new List<ColumnEncoding>(), new List<string>());
        for (var c = 0; c < table.Columns.Count; c++)
        {
            var name = table.Columns[c];
            if (name == options.Label) continue;
            if (options.Ignore.Contains(name)) leftOut.Add($"{name} (as asked)");
            else if (options.Numeric.Contains(name)) columns.Add(Numeric(table, c, rows, options));
            else if (options.Categorical.Contains(name)) columns.Add(Categorical(table, c, rows, options));
            else if (Infer(table, c, rows) is not { } kind) leftOut.Add($"{name} ({Reason(table, c, rows)})");
            else columns.Add(kind == ColumnKind.Numeric ? Numeric(table, c, rows, options) : Categorical(table, c, rows, options));
        }

        if (columns.Count == 0) throw new DataException($"{table.Path}: no column is left to learn from: left out {string.Join(", ", leftOut.Take(8).Select(CsvTable.Shown))}");
        var classes = options.Label is null ? [] : Classes(table, table.Columns.ToList().IndexOf(options.Label), rows);
        return (new TableEncoding(columns, options.Standardise, options.Missing, options.Label, classes), leftOut);
    }

    private static void CheckNames(CsvTable table, TableOptions options)
    {
        var given = new (string Key, IEnumerable<string> Names)[]
        {
            ("label", options.Label is null ? [] : [options.Label]), ("numeric", options.Numeric), ("categorical", options.Categorical), ("ignore", options.Ignore),
        };
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, name) in given.SelectMany(g => g.Names.Select(n => (g.Key, n))))
        {
            if (!table.Columns.Contains(name)) throw new DataException($"{table.Path}: {key}: no column '{name}'{NearestName.Hint(name, [.. table.Columns.Take(50).Select(CsvTable.Shown)])}");
            if (!seen.TryAdd(name, key)) throw new DataException($"{table.Path}: column '{name}' is named by {seen[name]} and by {key}");
        }
    }

    /// <summary>Null for a column that says nothing, or too much.</summary>
    private static ColumnKind? Infer(CsvTable table, int column, IReadOnlyList<int> rows)
    {
        var texts = Values(table, column, rows).ToHashSet(StringComparer.Ordinal);
        if (texts.Count <= 1 && !(texts.Count == 1 && Values(table, column, rows).Count() < rows.Count)) return null;
        if (texts.All(t => TableCell.TryNumber(t, out _))) return ColumnKind.Numeric;
        return texts.Count <= MostInferred ? ColumnKind.Categorical : null;
    }

    private static string Reason(CsvTable table, int column, IReadOnlyList<int> rows) => Values(table, column, rows).Distinct(StringComparer.Ordinal).Count() switch
    {
        0 => "no value",
        1 => "always the same",
        var count => $"{count} different texts",
    };

    private static ColumnEncoding Numeric(CsvTable table, int column, IReadOnlyList<int> rows, TableOptions options)
    {
        // Welford's recurrence: sums of squares would lose small deviations of large numbers.
        var (count, mean, squares) = (0, 0.0, 0.0);
        foreach (var r in rows)
        {
            var text = table.Rows[r][column];
            if (TableCell.IsMissing(text)) continue;
            if (!TableCell.TryNumber(text, out var value)) throw new DataException($"{table.At(r, column)}: '{CsvTable.Shown(text)}' is not a number");
            var step = value - mean;
            mean += step / ++count;
            squares += step * (value - mean);
        }

        if (count == 0) throw new DataException($"{table.Path}: column '{CsvTable.Shown(table.Columns[column])}' is to be numeric and has no value in {rows.Count} training rows");
        var deviation = Math.Sqrt(squares / count);
        return new(table.Columns[column], ColumnKind.Numeric) { Mean = mean, Deviation = deviation > 0 && double.IsFinite(deviation) ? deviation : 1, Indicator = count < rows.Count && options.Missing == MissingValues.Mean };
    }

    private static ColumnEncoding Categorical(CsvTable table, int column, IReadOnlyList<int> rows, TableOptions options)
    {
        var texts = Values(table, column, rows).ToList();
        var categories = texts.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (categories.Count is 0 or > MostCategories) throw new DataException($"{table.Path}: column '{CsvTable.Shown(table.Columns[column])}' has {categories.Count} different texts, 1 to {MostCategories} can be categories");
        return new(table.Columns[column], ColumnKind.Categorical) { Categories = categories, Indicator = texts.Count < rows.Count && options.Missing == MissingValues.Mean };
    }

    /// <summary>Whole numbers in their order, else texts in theirs.</summary>
    private static List<string> Classes(CsvTable table, int column, IReadOnlyList<int> rows)
    {
        var classes = Values(table, column, rows).Distinct(StringComparer.Ordinal).ToList();
        if (classes.Count is 0 or > MostCategories) throw new DataException($"{table.Path}: label column '{CsvTable.Shown(table.Columns[column])}' has {classes.Count} different values, 1 to {MostCategories} can be classes");
        return classes.TrueForAll(c => long.TryParse(c, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
            ? [.. classes.OrderBy(c => long.Parse(c, CultureInfo.InvariantCulture)).ThenBy(c => c, StringComparer.Ordinal)]
            : [.. classes.Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Values(CsvTable table, int column, IReadOnlyList<int> rows) =>
        rows.Select(r => table.Rows[r][column]).Where(t => !TableCell.IsMissing(t)).Select(t => t.Trim());
}
