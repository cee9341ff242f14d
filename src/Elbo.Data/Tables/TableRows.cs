namespace Elbo.Data;

/// <summary>Applies an encoding to the rows of a file.</summary>
internal sealed class TableRows
{
    private readonly CsvTable table;
    private readonly TableEncoding encoding;
    private readonly int[] columns;
    private readonly Dictionary<string, int>[] categories;
    private readonly Dictionary<string, int> classes;
    private readonly int label;

    /// <exception cref="DataException">The file lacks one of the encoding's columns.</exception>
    public TableRows(CsvTable table, TableEncoding encoding)
    {
        (this.table, this.encoding) = (table, encoding);
        var places = table.Columns.Select((name, i) => (name, i)).ToDictionary(p => p.name, p => p.i, StringComparer.Ordinal);
        columns = [.. encoding.Columns.Select(c => places.TryGetValue(c.Name, out var at) ? at
            : throw new DataException($"{table.Path}: has no column '{CsvTable.Shown(c.Name)}', which the model was trained on{NearestName.Hint(c.Name, [.. table.Columns.Take(50).Select(CsvTable.Shown)])}"))];
        categories = [.. encoding.Columns.Select(c => Numbers(c.Categories))];
        classes = Numbers(encoding.Classes);
        // New rows may come without labels.
        label = encoding.Label is { } name && places.TryGetValue(name, out var place) ? place : -1;
    }

    public bool HasLabels => label >= 0;

    /// <summary>Cells that had no value, and categories that no training row has.</summary>
    public int Missing { get; private set; }

    /// <summary>One row as numbers.</summary>
    /// <exception cref="DataException">A cell is not of its column's kind, or missing where that is an error.</exception>
    public void Encode(int row, Span<float> numbers)
    {
        numbers.Clear();
        for (var c = 0; c < columns.Length; c++)
        {
            var column = encoding.Columns[c];
            var text = table.Rows[row][columns[c]];
            var own = numbers[..column.Width];
            numbers = numbers[column.Width..];
            if (TableCell.IsMissing(text)) Absent(row, c, "no value", own);
            else if (column.Kind == ColumnKind.Categorical)
            {
                if (categories[c].TryGetValue(text.Trim(), out var category)) own[category] = 1;
                else Absent(row, c, $"'{CsvTable.Shown(text)}' occurs in no training row", own);
            }
            else own[0] = TableCell.TryNumber(text, out var value) ? Scaled(row, c, value) : throw new DataException($"{table.At(row, columns[c])}: '{CsvTable.Shown(text)}' is not a number");
        }
    }

    /// <summary>The class number of a row's label.</summary>
    /// <exception cref="DataException">It is missing, or no label of a training row.</exception>
    public long Label(int row)
    {
        var text = table.Rows[row][label].Trim();
        if (TableCell.IsMissing(text)) throw new DataException($"{table.At(row, label)}: no label");
        return classes.TryGetValue(text, out var number) ? number : throw new DataException($"{table.At(row, label)}: label '{CsvTable.Shown(text)}' occurs in no training row");
    }

    private void Absent(int row, int c, string why, Span<float> own)
    {
        if (encoding.Missing == MissingValues.Error) throw new DataException($"{table.At(row, columns[c])}: {why} (data.missing=mean would fill it)");
        Missing++;
        var column = encoding.Columns[c];
        if (column.Kind == ColumnKind.Numeric && !encoding.Standardised) own[0] = (float)column.Mean;
        if (column.Indicator) own[^1] = 1;
    }

    private float Scaled(int row, int c, double value)
    {
        var column = encoding.Columns[c];
        var scaled = (float)(encoding.Standardised ? (value - column.Mean) / column.Deviation : value);
        return float.IsFinite(scaled) ? scaled : throw new DataException($"{table.At(row, columns[c])}: {value} is too far from the training rows to be scaled");
    }

    private static Dictionary<string, int> Numbers(IReadOnlyList<string> names)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < names.Count; i++) numbers.TryAdd(names[i], i);
        return numbers;
    }
}
