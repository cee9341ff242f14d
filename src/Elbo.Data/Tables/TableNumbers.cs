using System.Globalization;
using Elbo.Torch.IO;

namespace Elbo.Data;

/// <summary>Applies an encoding to a file, column by column.</summary>
internal sealed class TableNumbers
{
    private readonly Table table;
    private readonly TableEncoding encoding;
    private readonly TableColumn[] columns;
    private readonly TableColumn? label;
    private readonly Dictionary<string, int> missing = new(StringComparer.Ordinal);

    /// <exception cref="DataException">The file lacks one of the encoding's columns.</exception>
    public TableNumbers(Table table, TableEncoding encoding)
    {
        (this.table, this.encoding) = (table, encoding);
        columns = [.. encoding.Columns.Select(c => table.Find(c.Name)
            ?? throw new DataException($"{table.Path}: has no column '{Printed.Name(c.Name)}', which the model was trained on{NearestName.Hint(c.Name, [.. table.Columns.Take(50).Select(n => Printed.Name(n.Name))])}"))];
        // New rows may come without labels.
        label = table.Find(encoding.Label);
    }

    public bool HasLabels => label is not null;

    /// <summary>How many cells had no value, by what stood there, and how many categories no training row has.</summary>
    public IReadOnlyDictionary<string, int> Missing => missing;

    /// <summary>Rows as numbers.</summary>
    /// <param name="numbers">[to − from, D] of the encoding.</param>
    /// <exception cref="DataException">A cell is not of its column's kind, or missing where that is an error.</exception>
    public void Encode(int from, int to, Span<float> numbers)
    {
        numbers.Clear();
        var place = 0;
        for (var c = 0; c < columns.Length; c++)
        {
            var (column, cells) = (encoding.Columns[c], columns[c]);
            var categories = Numbers(column.Categories);
            for (var r = from; r < to; r++) Encode(r, column, cells, categories, numbers.Slice(((r - from) * encoding.Width) + place, column.Width));
            place += column.Width;
        }
    }

    /// <summary>Class numbers of rows, <see cref="Factor.Unknown"/> where the cell is missing.</summary>
    /// <exception cref="DataException">One is no label of a training row.</exception>
    public long[] Labels(int from, int to)
    {
        var classes = Numbers(encoding.Classes);
        var labels = new long[to - from];
        for (var r = from; r < to; r++)
        {
            if (label!.Kind(r) == CellKind.Missing)
            {
                labels[r - from] = Factor.Unknown;
                continue;
            }

            var text = label.Text(r);
            labels[r - from] = classes.TryGetValue(text, out var number) ? number : throw new DataException($"{table.At(r, label)}: label '{Printed.Name(text)}' occurs in no training row");
        }

        return labels;
    }

    private void Encode(int row, ColumnEncoding column, TableColumn cells, Dictionary<string, int> categories, Span<float> own)
    {
        var kind = cells.Kind(row);
        if (cells.IsMissing(row, column.Kind))
        {
            Absent(row, column, cells, "no value", own);
        }
        else if (column.Kind == ColumnKind.Categorical)
        {
            var text = cells.Text(row);
            if (categories.TryGetValue(text, out var category)) own[category] = 1;
            else Absent(row, column, cells, $"'{Printed.Name(text)}' occurs in no training row", own);
        }
        else if (column.Kind == ColumnKind.Numeric)
        {
            if (kind != CellKind.Number) throw new DataException($"{table.At(row, cells)}: '{Printed.Name(cells.Text(row))}' is not a number");
            if (!column.Takes(cells.Number(row))) Absent(row, column, cells, $"'{Printed.Name(cells.Text(row))}' is {(column.Values == ColumnValues.Binary ? "neither 0 nor 1" : "no count")}, as every training row is", own);
            else own[0] = Scaled(row, column, cells, cells.Number(row));
        }
        else
        {
            if (!DateCells.TryRead(cells.Text(row), out var date)) throw new DataException($"{table.At(row, cells)}: '{Printed.Name(cells.Text(row))}' is not a date");
            own[0] = Scaled(row, column, cells, DateCells.Days(date));
            (own[1], own[2]) = DateCells.Season(date);
            if (column.Kind == ColumnKind.Time) (own[3], own[4]) = DateCells.Hour(date);
        }
    }

    private void Absent(int row, ColumnEncoding column, TableColumn cells, string why, Span<float> own)
    {
        if (encoding.Missing == MissingValues.Error) throw new DataException($"{table.At(row, cells)}: {why} (data.missing=mean would fill it)");
        var text = cells.Text(row);
        missing[text] = missing.GetValueOrDefault(text) + 1;
        if (column.IsScaled && !encoding.Standardised) own[0] = (float)column.Mean;
        if (column.Indicator) own[^1] = 1;
    }

    private float Scaled(int row, ColumnEncoding column, TableColumn cells, double value)
    {
        var scaled = (float)(encoding.Standardised ? (value - column.Mean) / column.Deviation : value);
        return float.IsFinite(scaled) ? scaled : throw new DataException(string.Create(CultureInfo.InvariantCulture, $"{table.At(row, cells)}: {value} is too far from the training rows to be scaled"));
    }

    private static Dictionary<string, int> Numbers(IReadOnlyList<string> names)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < names.Count; i++) numbers.TryAdd(names[i], i);
        return numbers;
    }
}
