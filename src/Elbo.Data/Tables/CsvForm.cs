using System.Text.RegularExpressions;

namespace Elbo.Data;

/// <summary>How a text file writes a table: what parts its cells, and whether numbers have decimal commas. What the options do not say is told by the head of the file.</summary>
/// <param name="Delimiter">Between cells.</param>
/// <param name="DecimalComma">1,5 is a number; else 1.5 is.</param>
/// <param name="HasHeads">Whether the first row has the columns' names.</param>
internal sealed partial record CsvForm(char Delimiter, bool DecimalComma, bool HasHeads)
{
    private static readonly char[] candidates = [',', ';', '\t', '|'];

    /// <summary>Tells the form.</summary>
    /// <param name="head">The file's first characters.</param>
    /// <param name="isWhole">Whether they are all; else the last line is cut.</param>
    /// <param name="usual">The delimiter that the file's name promises.</param>
    /// <param name="options">What is said outright.</param>
    /// <param name="path">For the message.</param>
    /// <exception cref="DataException">The first line may have names or be a row.</exception>
    public static CsvForm Of(string head, bool isWhole, char usual, TableOptions options, string path)
    {
        var lines = Lines(head, isWhole);
        if (options.Delimiter is { } delimiter) return Of(lines, delimiter, options, path);
        var found = candidates.Where(c => IsRegular(lines, c)).ToList();
        // Decimal commas part cells as regularly as a delimiter does: what makes more of the cells numbers is meant.
        var chosen = found.Count == 0 ? usual : found.OrderByDescending(c => Numbers(Cells(lines, c))).ThenBy(c => c == usual ? 0 : 1).ThenBy(c => Array.IndexOf(candidates, c)).First();
        return Of(lines, chosen, options, path);
    }

    private static CsvForm Of(IReadOnlyList<string> lines, char delimiter, TableOptions options, string path) =>
        new(delimiter, options.Decimal is { } mark ? mark == ',' : HasCommas(Cells(lines, delimiter)), options.Header ?? (options.Encoding is { } trained ? IsHead(lines, delimiter, trained) : HasNames(lines, delimiter))
            ?? throw new DataException($"{path}: the first line may be names or a row of numbers; set data.header=true or data.header=false"));

    /// <summary>Whether the first line has names that a model was trained on: a file that is read for it begins as that of its training did, or with no names at all.</summary>
    private static bool IsHead(IReadOnlyList<string> lines, char delimiter, TableEncoding trained) =>
        lines.Count > 0 && Split(lines[0], delimiter) is var first && (trained.Columns.Any(c => first.Contains(c.Name)) || !trained.Columns.All(c => Numbered().IsMatch(c.Name)));

    /// <summary>
    /// Whether the first line has names. Numbers above numbers are data where no table is headed so: with fractions, signs or one of them twice. Positions and years,
    /// 0, 1, 2 …, are names, and so is everything beside an empty cell, the head of an index. Other numbers may be either.
    /// </summary>
    private static bool? HasNames(IReadOnlyList<string> lines, char delimiter)
    {
        if (lines.Count < 2) return true;
        var (first, second) = (Split(lines[0], delimiter), Split(lines[1], delimiter));
        var above = first.Zip(second).Where(c => IsNumber(c.First) && (c.Second.Length == 0 || IsNumber(c.Second))).Select(c => c.First).ToList();
        if (above.Count == 0 || first.Contains("")) return true;
        var whole = above.Select(c => WholeNumber().IsMatch(c) && long.TryParse(c, out var number) ? number : -1).ToList();
        var isData = whole.Exists(n => n < 0) || whole.Distinct().Count() < whole.Count;
        var isRun = whole.Index().All(n => n.Item == whole[0] + n.Index);
        if (above.Count < first.Count) return !isData && isRun ? true : null;
        if (isData) return false;
        return (whole.Count > 1 || whole[0] == 0) && isRun ? true : null;
    }

    /// <summary>Whether cells are numbers with decimal commas: there are some, they cannot all be thousands, and none has a point.</summary>
    private static bool HasCommas(IReadOnlyList<string> cells) =>
        !cells.Any(c => PointNumber().IsMatch(c)) && cells.Where(c => CommaNumber().IsMatch(c)).ToList() is { Count: > 0 } commas && !commas.TrueForAll(c => Thousands().IsMatch(c));

    /// <summary>Share of cells that are numbers, with either decimal mark.</summary>
    private static double Numbers(IReadOnlyList<string> cells) => cells.Count(IsNumber) / (double)cells.Count;

    private static bool IsNumber(string cell) => WholeNumber().IsMatch(cell) || PointNumber().IsMatch(cell) || CommaNumber().IsMatch(cell);

    /// <summary>Whether every line has as many cells, and more than one.</summary>
    private static bool IsRegular(IReadOnlyList<string> lines, char delimiter) =>
        lines.Count > 0 && Split(lines[0], delimiter).Count is > 1 and var count && lines.All(l => Split(l, delimiter).Count == count);

    private static List<string> Cells(IReadOnlyList<string> lines, char delimiter) => [.. lines.SelectMany(l => Split(l, delimiter))];

    private static List<string> Split(string line, char delimiter)
    {
        var (cells, start, quoted) = (new List<string>(), 0, false);
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"') quoted = !quoted;
            if (line[i] != delimiter || quoted) continue;
            cells.Add(line[start..i].Trim().Trim('"'));
            start = i + 1;
        }

        cells.Add(line[start..].Trim().Trim('"'));
        return cells;
    }

    private static List<string> Lines(string head, bool isWhole)
    {
        var (lines, start, quoted) = (new List<string>(), 0, false);
        for (var i = 0; i < head.Length; i++)
        {
            if (head[i] == '"') quoted = !quoted;
            if (quoted || head[i] is not ('\n' or '\r')) continue;
            if (i > start) lines.Add(head[start..i]);
            start = i + 1;
        }

        if (start < head.Length && (isWhole || lines.Count == 0)) lines.Add(head[start..]);
        return lines;
    }

    // As columns of a file without names are called.
    [GeneratedRegex(@"^c\d+$")]
    private static partial Regex Numbered();

    [GeneratedRegex(@"^[+-]?\d+$")]
    private static partial Regex WholeNumber();

    [GeneratedRegex(@"^[+-]?\d*\.\d+([eE][+-]?\d+)?$")]
    private static partial Regex PointNumber();

    [GeneratedRegex(@"^[+-]?\d*,\d+([eE][+-]?\d+)?$")]
    private static partial Regex CommaNumber();

    [GeneratedRegex(@"^[+-]?[1-9]\d{0,2},\d{3}$")]
    private static partial Regex Thousands();
}
