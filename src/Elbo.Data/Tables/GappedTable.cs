using System.Text;
using Elbo.Torch;
using Elbo.Torch.IO;

namespace Elbo.Data;

/// <summary>A text table with cells that are missing, which are to be filled and all others to stay as they are written.</summary>
public sealed class GappedTable : IDisposable
{
    private readonly TensorHolder holder = new(nameof(GappedTable));
    private readonly TableEncoding encoding;
    private readonly CsvForm form;
    private readonly IReadOnlyList<string[]> rows;
    private readonly int[] places;
    private readonly bool[] gaps;
    private readonly bool header;
    private readonly string path;
    private readonly (string NewLine, bool HasMark) lines;

    private GappedTable(string path, TableEncoding encoding, CsvForm form, IReadOnlyList<string[]> rows, int[] places, bool[] gaps, Tensor values, Tensor open, Tensor observed)
    {
        (this.path, this.encoding, this.form, this.rows, this.places, this.gaps, header) = (path, encoding, form, rows, places, gaps, form.HasHeads);
        lines = LineForm(path);
        (Values, Open, Observed) = (holder.Adopt(values), holder.Adopt(open), holder.Adopt(observed));
    }

    /// <summary>Rows as numbers [N, D] F32, as if no cell were missing: what stands for a missing one is the mean, or no category.</summary>
    public Tensor Values { get; }

    /// <summary>1 at the numbers [N, D] of cells without a value and 0 at the others.</summary>
    public Tensor Open { get; }

    /// <summary>1 at the numbers [N, D] that the file says and 0 at the others and at the marks of missing cells.</summary>
    public Tensor Observed { get; }

    /// <summary>Cells to fill.</summary>
    public int Gaps => gaps.Count(g => g);

    /// <summary>Cells that a model takes for missing and that stay as they are: of a category, bit or count that no training row has.</summary>
    public int Unknown { get; private init; }

    /// <summary>Whether the table has a column of this name.</summary>
    public bool HasColumn(string name) => header && rows[0].Any(head => Bare(head) == name);

    /// <summary>Rows N.</summary>
    public int Count => rows.Count - (header ? 1 : 0);

    /// <summary>Reads a table.</summary>
    /// <param name="path">.csv or .tsv, plain or with .gz.</param>
    /// <param name="options">As the model's own table was read.</param>
    /// <param name="encoding">The trained model's. A cell without a value is none even where the run would refuse it.</param>
    /// <exception cref="DataException">The file cannot be read, lacks a column, or a cell is not of its column's kind.</exception>
    public static GappedTable Read(string path, TableOptions options, TableEncoding encoding)
    {
        if (path.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase)) throw new DataException($"{path}: cells are filled in text tables, .csv or .tsv");
        options = options with { Encoding = encoding };
        var texts = encoding.Columns.Where(c => c.Kind == ColumnKind.Categorical).Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        var table = CsvReader.Read(path, options, texts);
        var (form, raw) = CsvReader.RawRows(path, options);
        var heads = form.HasHeads ? [.. raw[0].Select(Bare)] : Enumerable.Range(1, raw[0].Length).Select(c => $"c{c}").ToArray();
        using var scope = TensorScope.Enter();
        var (width, count) = (encoding.Width, table.Rows);
        var values = Tensor.Empty([count, width]);
        new TableNumbers(table, encoding with { Missing = MissingValues.Mean }).Encode(0, count, values.AsWritableSpan<float>());
        var numbers = values.AsWritableSpan<float>();
        var (open, observed) = (new float[count * width], new float[count * width]);
        var gaps = new bool[count * encoding.Columns.Count];
        var (places, start, unknown) = (new int[encoding.Columns.Count], 0, 0);
        for (var c = 0; c < encoding.Columns.Count; c++)
        {
            var column = encoding.Columns[c];
            var cells = table.Find(column.Name)!;
            places[c] = Array.IndexOf(heads, column.Name);
            var size = column.Width - (column.Indicator ? 1 : 0);
            for (var r = 0; r < count; r++)
            {
                var isGap = cells.IsMissing(r, column.Kind);
                gaps[(r * encoding.Columns.Count) + c] = isGap;
                var own = (r * width) + start;
                // What no training row has says nothing either, and stays as it is.
                var isUnknown = isGap || (column.Kind == ColumnKind.Categorical && !numbers.Slice(own, size).Contains(1f)) || (column.Kind == ColumnKind.Numeric && !column.Takes(cells.Number(r)));
                if (isUnknown && !isGap) unknown++;
                open.AsSpan(own, size).Fill(isUnknown ? 1 : 0);
                observed.AsSpan(own, size).Fill(isUnknown ? 0 : 1);
                if (column.Indicator) numbers[own + size] = 0;
            }

            start += column.Width;
        }

        return new(path, encoding, form, raw, places, gaps, values, Tensor.From(open, count, width), Tensor.From(observed, count, width)) { Unknown = unknown };
    }

    private static string Bare(string head) => head.Trim().Trim('"').Trim();

    /// <summary>Writes the table with its gaps filled; several fillings below one another, after a column <c>draw</c> that counts them from 1.</summary>
    /// <param name="filled">[N, D] each, of which the gaps are taken.</param>
    /// <exception cref="DataException">A gap is filled with what is no number.</exception>
    /// <exception cref="IOException">The file cannot be written; an old one is untouched.</exception>
    public void Save(string target, params IReadOnlyList<Tensor> filled) => AtomicFile.Write(target, stream =>
    {
        using var scope = TensorScope.Enter();
        using var text = new StreamWriter(stream, new UTF8Encoding(lines.HasMark), leaveOpen: true) { NewLine = lines.NewLine };
        if (header) text.WriteLine((filled.Count > 1 ? $"draw{form.Delimiter}" : "") + string.Join(form.Delimiter, rows[0]));
        for (var k = 0; k < filled.Count; k++)
        {
            var numbers = filled[k].Contiguous().AsSpan<float>();
            for (var r = 0; r < Count; r++)
            {
                var cells = (string[])rows[r + (header ? 1 : 0)].Clone();
                var own = numbers.Slice(r * encoding.Width, encoding.Width);
                if (own.ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
                    throw new DataException($"{path}: row {r + 1}: what the model fills in is no number: are its other cells in the units the run was trained on?");
                var decoded = encoding.Decode(own);
                for (var c = 0; c < places.Length; c++)
                    if (gaps[(r * places.Length) + c]) cells[places[c]] = Written(encoding.Columns[c], decoded[c]);
                text.WriteLine((filled.Count > 1 ? $"{k + 1}{form.Delimiter}" : "") + string.Join(form.Delimiter, cells));
            }
        }
    });

    /// <summary>Ends of lines as the file has them, and whether it begins with a mark of its encoding.</summary>
    private static (string NewLine, bool HasMark) LineForm(string path)
    {
        if (path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)) return ("\n", false);
        using var file = File.OpenRead(path);
        var start = new byte[Math.Min(file.Length, 1 << 16)];
        file.ReadExactly(start);
        return (start.AsSpan().IndexOf("\r\n"u8) >= 0 ? "\r\n" : "\n", start.AsSpan().StartsWith(Encoding.UTF8.Preamble));
    }

    /// <summary>Frees the numbers.</summary>
    public void Dispose() => holder.Dispose();

    private string Written(ColumnEncoding column, string cell)
    {
        if (form.DecimalComma && column.Kind == ColumnKind.Numeric) cell = cell.Replace('.', ',');
        return cell.Contains(form.Delimiter, StringComparison.Ordinal) && !cell.Contains('"', StringComparison.Ordinal) ? $"\"{cell}\"" : OutputTable.Quoted(cell);
    }
}
