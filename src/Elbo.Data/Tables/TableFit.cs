using System.Text.RegularExpressions;
using Elbo.Torch.IO;

namespace Elbo.Data;

/// <summary>Finds the encoding of a table from its training rows.</summary>
internal static partial class TableFit
{
    /// <summary>Most different texts of a column that is taken for categorical without being called so.</summary>
    public const int MostInferred = 64;

    // Fewer different numbers can be grades, days of the week, or codes of categories.
    private const int MostCodes = 10;

    // Of hours, months or days every value is rarer.
    private const double LeastZeros = 0.1;

    /// <summary>Most categories of any column, and most classes.</summary>
    public const int MostCategories = 1000;

    /// <param name="rows">The training rows.</param>
    /// <param name="options">What the user says about columns.</param>
    /// <returns>The encoding, and of each column left out its name and why.</returns>
    /// <exception cref="DataException">A named column is not there, named twice or not of its kind, a cell is not what its column is, or no column is left.</exception>
    public static (TableEncoding Encoding, IReadOnlyList<string> LeftOut) Of(Table table, IReadOnlyList<int> rows, TableOptions options)
    {
        CheckNames(table, options);
        var (columns, leftOut) = (new List<ColumnEncoding>(), new List<string>());
        foreach (var column in table.Columns.Where(c => c.Name != options.Label && c.Name != options.RowId))
        {
            if (options.Ignore.Contains(column.Name)) leftOut.Add($"{column.Name} (as asked)");
            else if (options.Numeric.Contains(column.Name)) columns.Add(Numeric(table, column, rows, options));
            else if (options.Counts.Contains(column.Name)) columns.Add(Counts(table, column, rows, options));
            else if (options.Categorical.Contains(column.Name)) columns.Add(Categorical(table, column, rows, options));
            else if (Inferred(table, column, rows, options) is { } encoding) columns.Add(encoding);
            else leftOut.Add($"{column.Name} ({Reason(column, rows)})");
        }

        if (columns.Count == 0) throw new DataException($"{table.Path}: no column is left to learn from: left out {string.Join(", ", leftOut.Take(8).Select(Printed.Name))}");
        var classes = table.Find(options.Label) is { } label ? Classes(table, label, rows) : [];
        return (new TableEncoding(columns, options.Standardise, options.Missing, options.Label, classes), leftOut);
    }

    private static void CheckNames(Table table, TableOptions options)
    {
        var given = new (string Key, IEnumerable<string> Names)[]
        {
            ("label", options.Label is null ? [] : [options.Label]), ("rowId", options.RowId is null ? [] : [options.RowId]), ("numeric", options.Numeric), ("counts", options.Counts), ("categorical", options.Categorical), ("ignore", options.Ignore),
        };
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, name) in given.SelectMany(g => g.Names.Select(n => (g.Key, n))))
        {
            if (table.Find(name) is null) throw new DataException($"{table.Path}: {key}: no column '{name}'{NearestName.Hint(name, [.. table.Columns.Take(50).Select(c => Printed.Name(c.Name))])}");
            if (!seen.TryAdd(name, key)) throw new DataException($"{table.Path}: column '{name}' is named by {seen[name]} and by {key}");
        }
    }

    /// <summary>What most cells of a column are decides what the column is; null for one that says nothing, or too much.</summary>
    /// <exception cref="DataException">Most are numbers or dates and one is neither, or they are in a form that is not read.</exception>
    private static ColumnEncoding? Inferred(Table table, TableColumn column, IReadOnlyList<int> rows, TableOptions options)
    {
        if (IsConstant(column, rows)) return null;
        var count = rows.CountBy(r => column.Kind(r)).ToDictionary();
        var (numbers, texts) = (count.GetValueOrDefault(CellKind.Number), count.GetValueOrDefault(CellKind.Text));
        if (numbers > 0 && texts == 0)
        {
            var numeric = Numeric(table, column, rows, options);
            return numeric.Values == ColumnValues.Real && AreCounts(numeric, Numbers(column, rows)) ? numeric with { Values = ColumnValues.Count } : numeric;
        }

        var odd = texts == 0 ? -1 : rows.First(r => column.Kind(r) == CellKind.Text);
        if (numbers > texts) throw new DataException($"{table.At(odd, column)}: '{Printed.Name(column.Text(odd))}' is not a number, as {numbers} other cells of the column are; {Choices(column, odd)}");
        if (numbers == 0 && texts > 0)
        {
            var dates = rows.Where(r => column.Kind(r) == CellKind.Text && DateCells.TryRead(column.Text(r), out _)).Count();
            if (dates == texts) return Dates(column, rows, options);
            if (dates > texts - dates)
            {
                var other = rows.First(r => column.Kind(r) == CellKind.Text && !DateCells.TryRead(column.Text(r), out _));
                throw new DataException($"{table.At(other, column)}: '{Printed.Name(column.Text(other))}' is not a date, as {dates} other cells of the column are; {Choices(column, other)}");
            }

            RefuseOtherForms(table, column, [.. rows.Where(r => column.Kind(r) == CellKind.Text)]);
        }

        return Values(column, rows).Distinct(StringComparer.Ordinal).Take(MostInferred + 1).Count() <= MostInferred ? Categorical(table, column, rows, options) : null;
    }

    private static bool IsConstant(TableColumn column, IReadOnlyList<int> rows)
    {
        var texts = Values(column, rows).Distinct(StringComparer.Ordinal).Take(2).Count();
        return texts == 0 || (texts == 1 && rows.All(r => column.Kind(r) != CellKind.Missing));
    }

    /// <summary>Numbers and dates in a form that is not read would silently be categories.</summary>
    private static void RefuseOtherForms(Table table, TableColumn column, IReadOnlyList<int> rows)
    {
        var first = rows[0];
        if (rows.Count(r => OtherNumber().IsMatch(column.Text(r))) * 2 > rows.Count)
            throw new DataException($"{table.At(first, column)}: '{Printed.Name(column.Text(first))}' looks like a number and is written as none: write digits and a point (or give data.decimal), or set {AsCategories(column)}");
        if (rows.Count(r => DateCells.IsAmbiguous(column.Text(r))) * 2 > rows.Count)
            throw new DataException($"{table.At(first, column)}: '{Printed.Name(column.Text(first))}' looks like a date whose day and month cannot be told apart: write 2024-12-31, or set {AsCategories(column)}");
    }

    private static string Choices(TableColumn column, int row) => $"correct it, or set data.missingMarks=[\"{Printed.Name(column.Text(row))}\"] where it means a missing value, else {AsCategories(column)}";

    private static string AsCategories(TableColumn column) => $"data.categorical=[\"{Printed.Name(column.Name)}\"] or data.ignore=[\"{Printed.Name(column.Name)}\"]";

    private static string Reason(TableColumn column, IReadOnlyList<int> rows) => Values(column, rows).Distinct(StringComparer.Ordinal).Count() switch
    {
        0 => "no value",
        1 => "always the same",
        var count => $"{count} different texts",
    };

    private static ColumnEncoding Numeric(Table table, TableColumn column, IReadOnlyList<int> rows, TableOptions options)
    {
        if (rows.FirstOrDefault(r => column.Kind(r) == CellKind.Text, -1) is >= 0 and var odd) throw new DataException($"{table.At(odd, column)}: '{Printed.Name(column.Text(odd))}' is not a number");
        var values = Numbers(column, rows);
        var (mean, deviation, count) = Moments(values);
        var kind = mean is > 0 and < 1 && values.All(v => v is 0 or 1) ? ColumnValues.Binary : ColumnValues.Real;
        if (count == 0) throw new DataException($"{table.Path}: column '{Printed.Name(column.Name)}' is to be numeric and has no value in {rows.Count} training rows");
        return new(column.Name, ColumnKind.Numeric) { Mean = mean, Deviation = deviation, Values = kind, Decimals = DecimalsOf(values), Indicator = count < rows.Count && options.Missing == MissingValues.Mean };
    }

    private static ColumnEncoding Counts(Table table, TableColumn column, IReadOnlyList<int> rows, TableOptions options)
    {
        var numeric = Numeric(table, column, rows, options);
        var odd = rows.FirstOrDefault(r => column.Kind(r) == CellKind.Number && !ColumnEncoding.IsCount(column.Number(r)), -1);
        return odd < 0 ? numeric with { Values = ColumnValues.Count }
            : throw new DataException($"{table.At(odd, column)}: '{Printed.Name(column.Text(odd))}' is no count, 0 to {ColumnEncoding.MostCount}, as data.counts says of the column");
    }

    /// <summary>
    /// Whether numbers that nobody has named are counts. Ages, years, numbers of items and codes are whole as well: counts are told from these where 0 is the commonest of many values, at a tenth
    /// of the rows or more, and they spread at least as much as a Poisson distribution does. Counts of another form stay numbers until data.counts names them.
    /// </summary>
    private static bool AreCounts(ColumnEncoding column, IEnumerable<double> values)
    {
        if (column.Deviation * column.Deviation < column.Mean || !values.All(ColumnEncoding.IsCount)) return false;
        var often = values.CountBy(v => v).ToDictionary();
        var zeros = often.GetValueOrDefault(0);
        return often.Count > MostCodes && zeros == often.Values.Max() && zeros >= LeastZeros * often.Values.Sum();
    }

    private static IEnumerable<double> Numbers(TableColumn column, IReadOnlyList<int> rows) => rows.Where(r => column.Kind(r) == CellKind.Number).Select(column.Number);

    private static ColumnEncoding Dates(TableColumn column, IReadOnlyList<int> rows, TableOptions options)
    {
        var dates = rows.Where(r => column.Kind(r) == CellKind.Text).Select(r => DateCells.TryRead(column.Text(r), out var date) ? date : default).ToList();
        var (mean, deviation, count) = Moments(dates.Select(DateCells.Days));
        var kind = dates.TrueForAll(d => d.TimeOfDay == TimeSpan.Zero) ? ColumnKind.Date : ColumnKind.Time;
        return new(column.Name, kind) { Mean = mean, Deviation = deviation, DateFormat = DateCells.FormatOf(rows.Where(r => column.Kind(r) == CellKind.Text).Select(column.Text)), Indicator = count < rows.Count && options.Missing == MissingValues.Mean };
    }

    /// <summary>Digits after the point that say every number; null where there are more of them than are kept.</summary>
    private static int? DecimalsOf(IEnumerable<double> values)
    {
        var most = 0;
        foreach (var value in values)
        {
            // A double says 15 digits of a decimal number.
            while (most <= ColumnEncoding.MostDecimals && Math.Abs(Math.Round(value, most) - value) > 1e-15 * Math.Abs(value)) most++;
            if (most > ColumnEncoding.MostDecimals) return null;
        }

        return most;
    }

    private static (double Mean, double Deviation, int Count) Moments(IEnumerable<double> values)
    {
        // Welford's recurrence: sums of squares would lose small deviations of large numbers.
        var (count, mean, squares) = (0, 0.0, 0.0);
        foreach (var value in values)
        {
            var step = value - mean;
            mean += step / ++count;
            squares += step * (value - mean);
        }

        var deviation = Math.Sqrt(squares / count);
        return (mean, deviation > 0 && double.IsFinite(deviation) ? deviation : 1, count);
    }

    private static ColumnEncoding Categorical(Table table, TableColumn column, IReadOnlyList<int> rows, TableOptions options)
    {
        var categories = Values(column, rows).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (categories.Count is 0 or > MostCategories) throw new DataException($"{table.Path}: column '{Printed.Name(column.Name)}' has {categories.Count} different texts, 1 to {MostCategories} can be categories");
        return new(column.Name, ColumnKind.Categorical) { Categories = categories, Indicator = options.Missing == MissingValues.Mean && rows.Any(r => column.Kind(r) == CellKind.Missing) };
    }

    private static IReadOnlyList<string> Classes(Table table, TableColumn column, IReadOnlyList<int> rows)
    {
        var classes = Values(column, rows).Distinct(StringComparer.Ordinal).ToList();
        if (classes.Count is 0 or > MostCategories) throw new DataException($"{table.Path}: label column '{Printed.Name(column.Name)}' has {classes.Count} different values, 1 to {MostCategories} can be classes");
        return ClassOrder.Of(classes);
    }

    private static IEnumerable<string> Values(TableColumn column, IReadOnlyList<int> rows) => rows.Where(r => column.Kind(r) != CellKind.Missing).Select(column.Text);

    /// <summary>Digits with thousands apart, with a decimal comma, with a currency or a percent sign.</summary>
    [GeneratedRegex(@"^[-+]?[€$£]? ?(\d{1,3}([.,' ]\d{3})+|\d+)([.,]\d+)? ?[%€$£]?$")]
    private static partial Regex OtherNumber();
}
