using System.Text;
using nietras.SeparatedValues;

namespace Elbo.Data;

/// <summary>
/// Reads a table from text, plain or gzip-compressed: rows of cells (RFC 4180, section 2) parted by one character, which is told by the head of the file where it is not given.
/// Empty lines are passed over; blanks around a cell do not count.
/// </summary>
internal static class CsvReader
{
    private const long MostFileBytes = 1L << 30;
    private const int MostCellCharacters = 1 << 16;
    private const int HeadCharacters = 1 << 15;

    /// <param name="textsOf">Columns whose every text is asked for later.</param>
    /// <exception cref="DataException">The file cannot be read, is no UTF-8 text, has a row of another length, or names that are empty or occur twice.</exception>
    public static Table Read(string path, TableOptions options, IReadOnlySet<string> textsOf) => OfText(path, text => Read(text, path, options, textsOf));

    /// <summary>The rows as they are written, with quotation marks and blanks; the first has the heads where there are any.</summary>
    /// <exception cref="DataException">As of <see cref="Read(string, TableOptions, IReadOnlySet{string})"/>.</exception>
    public static (CsvForm Form, IReadOnlyList<string[]> Rows) RawRows(string path, TableOptions options) => OfText(path, text =>
    {
        var (form, _, reader) = Open(text, path, options);
        using var rows = reader;
        var cells = new List<string[]>();
        foreach (var row in rows)
        {
            if (row.ColCount == 1 && row[0].Span.IsEmpty) continue;
            var own = new string[row.ColCount];
            for (var c = 0; c < own.Length; c++) own[c] = row[c].Span.ToString();
            cells.Add(own);
        }

        return (form, cells);
    });

    private static T OfText<T>(string path, Func<TextReader, T> read)
    {
        try
        {
            return PackedFile.Read(path, (stream, _) =>
            {
                if (stream is FileStream && path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)) throw new DataException($"{path}: not compressed by gzip, as its name says. {Datasets.Kinds} are read");
                using var counted = new CountedStream(stream, MostFileBytes, path);
                using var text = new StreamReader(counted, new UTF8Encoding(false, throwOnInvalidBytes: true));
                return (read(text), counted.Count);
            });
        }
        catch (DecoderFallbackException e)
        {
            throw new DataException($"{path}: not UTF-8 text; save it as UTF-8", e);
        }
        catch (NotSupportedException e)
        {
            throw new DataException($"{path}: a line is too long to be a row; is a quotation mark not closed?", e);
        }
    }

    private static (CsvForm Form, char Usual, SepReader Rows) Open(TextReader text, string path, TableOptions options)
    {
        var head = new char[HeadCharacters];
        var length = text.ReadBlock(head);
        var usual = Path.GetFileName(path).Contains(".tsv", StringComparison.OrdinalIgnoreCase) ? '\t' : ',';
        var form = CsvForm.Of(new string(head, 0, length), length < head.Length, usual, options, path);
        return (form, usual, Sep.New(form.Delimiter).Reader(o => o with { HasHeader = false, DisableColCountCheck = true }).From(new ReplayedText(head.AsMemory(0, length), text)));
    }

    private static Table Read(TextReader text, string path, TableOptions options, IReadOnlySet<string> textsOf)
    {
        var (form, usual, reader) = Open(text, path, options);
        using var rows = reader;
        var cells = new CellReader(form.DecimalComma, options.MissingMarks);
        TableColumn[]? columns = null;
        var (lines, next) = (new List<int>(), 1);
        foreach (var row in rows)
        {
            // Where a row begins is told wrong of the first; where it ends is right.
            var line = next;
            next = row.LineNumberToExcl;
            if (row.ColCount == 1 && row[0].Span.IsEmpty) continue;
            if (columns is null)
            {
                columns = new TableColumn[row.ColCount];
                for (var c = 0; c < columns.Length; c++)
                {
                    var name = form.HasHeads ? Content(row[c].Span, path, line).Trim().ToString() : $"c{c + 1}";
                    columns[c] = new(name, cells, textsOf.Contains(name));
                }

                if (form.HasHeads) continue;
            }

            if (row.ColCount != columns.Length) throw new DataException($"{path}: line {line}: {row.ColCount} cells, expected {columns.Length}");
            for (var c = 0; c < columns.Length; c++) columns[c].Add(Content(row[c].Span, path, line));
            lines.Add(line);
        }

        return Table.Of(path, columns ?? throw new DataException($"{path}: empty"), lines, Notes(form, usual, options)) with { HasHeads = form.HasHeads };
    }

    private static List<string> Notes(CsvForm form, char usual, TableOptions options)
    {
        var notes = new List<string>();
        if (options.Delimiter is null && form.Delimiter != usual) notes.Add($"cells are parted by {(form.Delimiter == '\t' ? "tabs" : $"'{form.Delimiter}'")}, as the head of the file shows (data.delimiter)");
        if (options.Decimal is null && form.DecimalComma) notes.Add("numbers have decimal commas, as the head of the file shows (data.decimal)");
        if (options.Header is null && !form.HasHeads) notes.Add("the first line is a row like the others, and columns are c1, c2 … (data.header)");
        return notes;
    }

    /// <summary>What a cell holds: the text itself, or what is between quotation marks, in which two of them are one.</summary>
    private static ReadOnlySpan<char> Content(ReadOnlySpan<char> raw, string path, int line)
    {
        if (raw.Length > MostCellCharacters) throw new DataException($"{path}: line {line}: a cell of more than {MostCellCharacters} characters; is a quotation mark not closed?");
        if (!raw.Contains('"')) return raw;
        if (raw[0] != '"') throw new DataException($"{path}: line {line}: a quotation mark within a cell that does not begin with one");
        var end = 1;
        while (end < raw.Length && (raw[end] != '"' || (end + 1 < raw.Length && raw[end + 1] == '"'))) end += raw[end] == '"' ? 2 : 1;
        if (end >= raw.Length) throw new DataException($"{path}: line {line}: a quotation mark that is not closed");
        if (end + 1 < raw.Length) throw new DataException($"{path}: line {line}: text after a closing quotation mark");
        return raw[1..end].Contains('"') ? raw[1..end].ToString().Replace("\"\"", "\"", StringComparison.Ordinal) : raw[1..end];
    }
}
