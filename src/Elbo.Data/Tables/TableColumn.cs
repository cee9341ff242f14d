namespace Elbo.Data;

/// <summary>
/// The cells of a column as they are read. Equal texts are kept once, with what they mean; a long column of numbers keeps its numbers alone, unless its texts are asked for.
/// </summary>
/// <param name="name">As in the file.</param>
/// <param name="reader">Tells what a cell is.</param>
/// <param name="keepTexts">Whether every cell's text can be asked for, however many different numbers there are.</param>
internal sealed class TableColumn(string name, CellReader reader, bool keepTexts)
{
    /// <summary>More different numbers than this are no categories and no classes, so that their texts are not needed.</summary>
    private const int MostKeptNumbers = 4096;

    private readonly List<Cell> distinct = [];
    private readonly Dictionary<string, int> places = new(StringComparer.Ordinal);

    /// <summary>A row's place among the different texts; null once numbers are kept alone.</summary>
    private List<int>? codes = [];

    private List<double> numbers = [];
    private Dictionary<int, int> others = [];
    private int differentNumbers;

    public string Name { get; } = name;

    /// <summary>Rows so far.</summary>
    public int Count => codes?.Count ?? numbers.Count;

    /// <summary>Whether <see cref="Text"/> gives every cell's text.</summary>
    public bool HasTexts => codes is not null;

    /// <summary>Appends a cell.</summary>
    /// <param name="text">Blanks around it do not count.</param>
    public void Add(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        if (codes is not null)
        {
            codes.Add(Place(text));
            if (differentNumbers > MostKeptNumbers && !keepTexts) KeepNumbersAlone();
        }
        else if (reader.Read(text, out var number) == CellKind.Number)
        {
            numbers.Add(number);
        }
        else
        {
            others.Add(numbers.Count, Place(text));
            numbers.Add(double.NaN);
        }
    }

    /// <summary>What a row's cell is.</summary>
    public CellKind Kind(int row) => codes is not null ? distinct[codes[row]].Kind : others.TryGetValue(row, out var place) ? distinct[place].Kind : CellKind.Number;

    /// <summary>Whether a row has no value: an empty cell, or a dash where it is no category.</summary>
    public bool IsMissing(int row, ColumnKind kind) => Kind(row) == CellKind.Missing || (Kind(row) == CellKind.Dash && kind != ColumnKind.Categorical);

    /// <summary>A row's number; NaN where its cell is none.</summary>
    public double Number(int row) => codes is not null ? distinct[codes[row]].Number : numbers[row];

    /// <summary>A row's text without blanks around it; of a number where <see cref="HasTexts"/> is false its shortest form.</summary>
    public string Text(int row)
    {
        if (codes is not null) return distinct[codes[row]].Text;
        return others.TryGetValue(row, out var place) ? distinct[place].Text : numbers[row].ToString("R", System.Globalization.CultureInfo.InvariantCulture);
    }

    private int Place(ReadOnlySpan<char> text)
    {
        var lookup = places.GetAlternateLookup<ReadOnlySpan<char>>();
        if (lookup.TryGetValue(text, out var place)) return place;
        var kind = reader.Read(text, out var number);
        if (kind == CellKind.Number) differentNumbers++;
        lookup[text] = distinct.Count;
        distinct.Add(new(text.ToString(), kind, number));
        return distinct.Count - 1;
    }

    private void KeepNumbersAlone()
    {
        numbers = new(codes!.Count * 2);
        foreach (var code in codes)
        {
            if (distinct[code].Kind != CellKind.Number) others.Add(numbers.Count, code);
            numbers.Add(distinct[code].Number);
        }

        codes = null;
    }

    private readonly record struct Cell(string Text, CellKind Kind, double Number);
}
