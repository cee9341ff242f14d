using System.Text;

namespace Elbo.Data;

/// <summary>
/// Splits text into rows of cells: cells parted by one character, rows by line ends of any kind; a cell in quotation marks may hold both, and
/// quotation marks twice. Empty lines are passed over.
/// </summary>
/// <remarks>RFC 4180, section 2, with any delimiter. Blanks around a cell belong to it.</remarks>
/// <param name="text">Read forward, never as a whole.</param>
/// <param name="delimiter">What parts cells.</param>
/// <param name="path">Named in errors.</param>
internal sealed class CsvRows(TextReader text, char delimiter, string path)
{
    private const int MostCellCharacters = 1 << 16;

    private readonly StringBuilder cell = new();
    private int line = 1;

    /// <summary>Line in which the row read last begins, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>The next row; null at the end.</summary>
    /// <exception cref="DataException">A quotation mark is not closed or in the wrong place, or a cell is too long.</exception>
    public string[]? Read()
    {
        while (text.Peek() is '\r' or '\n') EndLine();
        if (text.Peek() < 0) return null;
        Line = line;
        var cells = new List<string>();
        while (true)
        {
            cells.Add(text.Peek() == '"' ? Quoted() : Plain());
            if (text.Peek() != delimiter) break;
            text.Read();
        }

        if (text.Peek() >= 0) EndLine();
        return [.. cells];
    }

    private string Plain()
    {
        cell.Clear();
        for (int next; (next = text.Peek()) >= 0 && next != delimiter && next is not ('\r' or '\n'); text.Read())
        {
            if (next == '"') throw new DataException($"{path}: line {line}: a quotation mark within a cell that does not begin with one");
            Append((char)next);
        }

        return cell.ToString();
    }

    private string Quoted()
    {
        cell.Clear();
        text.Read();
        for (var begin = line; ;)
        {
            var next = text.Read();
            if (next < 0) throw new DataException($"{path}: line {begin}: a quotation mark that is not closed");
            if (next == '"')
            {
                if (text.Peek() != '"') break;
                text.Read();
            }
            else if (next == '\n')
            {
                line++;
            }

            Append((char)next);
        }

        if (text.Peek() is var after and >= 0 && after != delimiter && after is not ('\r' or '\n')) throw new DataException($"{path}: line {line}: text after a closing quotation mark");
        return cell.ToString();
    }

    private void Append(char next)
    {
        if (cell.Length == MostCellCharacters) throw new DataException($"{path}: line {line}: a cell of more than {MostCellCharacters} characters; is a quotation mark not closed?");
        cell.Append(next);
    }

    private void EndLine()
    {
        if (text.Read() == '\r' && text.Peek() == '\n') text.Read();
        line++;
    }
}
