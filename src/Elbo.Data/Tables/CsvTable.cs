using System.Text;

namespace Elbo.Data;

/// <summary>The cells of a table file, as text.</summary>
/// <param name="Path">The file.</param>
/// <param name="Columns">Names, all different.</param>
/// <param name="Rows">Each with as many cells as there are columns.</param>
/// <param name="Lines">Line of the file in which each row begins, from 1.</param>
internal sealed record CsvTable(string Path, IReadOnlyList<string> Columns, IReadOnlyList<string[]> Rows, IReadOnlyList<int> Lines)
{
    private const long MostFileBytes = 1L << 30;
    private const int LongestShown = 40;

    public static bool IsTable(string path) => System.IO.Path.GetExtension(path).ToLowerInvariant() is ".csv" or ".tsv";

    /// <exception cref="DataException">The file cannot be read, is no UTF-8 text, has a row of another length, or names that are empty or occur twice.</exception>
    public static CsvTable Read(string path, TableOptions options) => PackedFile.Guard(path, () =>
    {
        var length = new FileInfo(path).Length;
        if (length > MostFileBytes) throw new DataException($"{path}: {length} bytes, at most {MostFileBytes} are read of a table");
        var delimiter = options.Delimiter ?? (path.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase) ? '\t' : ',');
        try
        {
            using var text = new StreamReader(path, new UTF8Encoding(false, throwOnInvalidBytes: true));
            return Read(new CsvRows(text, delimiter, path), path, options.Header);
        }
        catch (DecoderFallbackException e)
        {
            throw new DataException($"{path}: not UTF-8 text", e);
        }
    });

    /// <summary>Begins a message about a cell.</summary>
    public string At(int row, int column) => $"{Path}: line {Lines[row]}, column '{Shown(Columns[column])}'";

    /// <summary>Text of a file, fit for one line.</summary>
    public static string Shown(string text)
    {
        var cut = text.Length > LongestShown ? string.Concat(text.AsSpan(0, LongestShown), "…") : text;
        return string.Create(cut.Length, cut, static (span, from) =>
        {
            for (var i = 0; i < span.Length; i++) span[i] = char.IsControl(from[i]) || from[i] is '\u2028' or '\u2029' ? '?' : from[i];
        });
    }

    private static CsvTable Read(CsvRows rows, string path, bool header)
    {
        var first = rows.Read() ?? throw new DataException($"{path}: empty");
        string[] columns = header ? [.. first.Select(c => c.Trim())] : [.. first.Select((_, i) => $"c{i + 1}")];
        if (Array.FindIndex(columns, c => c.Length == 0) is >= 0 and var unnamed) throw new DataException($"{path}: column {unnamed + 1} has no name");
        if (columns.GroupBy(c => c).FirstOrDefault(g => g.Count() > 1) is { } twice) throw new DataException($"{path}: two columns are named '{Shown(twice.Key)}'");
        var (cells, lines) = (new List<string[]>(), new List<int>());
        for (var row = header ? rows.Read() : first; row is not null; row = rows.Read())
        {
            if (row.Length != columns.Length) throw new DataException($"{path}: line {rows.Line}: {row.Length} cells, expected {columns.Length}");
            cells.Add(row);
            lines.Add(rows.Line);
        }

        return cells.Count > 0 ? new CsvTable(path, columns, cells, lines) : throw new DataException($"{path}: has names of columns but no row");
    }
}
