using System.Globalization;
using System.Text.RegularExpressions;
using Elbo.Torch.IO;

namespace Elbo.Data;

/// <summary>The cells of a table file.</summary>
/// <param name="Path">The file.</param>
/// <param name="Columns">With different names, and as many rows each.</param>
/// <param name="Rows">How many.</param>
/// <param name="Lines">Line of the file in which each row begins, from 1; null for a file without lines.</param>
/// <param name="Notes">What was made of the file unasked.</param>
internal sealed partial record Table(string Path, IReadOnlyList<TableColumn> Columns, int Rows, IReadOnlyList<int>? Lines, IReadOnlyList<string> Notes)
{
    /// <summary>Whether the file names its columns.</summary>
    public bool HasHeads { get; init; } = true;

    /// <summary>A table of columns as they were read: those without a name that are an index, or hold nothing, are left out.</summary>
    /// <exception cref="DataException">A name is missing or occurs twice, or there is no row.</exception>
    public static Table Of(string path, IReadOnlyList<TableColumn> columns, IReadOnlyList<int>? lines, IReadOnlyList<string> notes)
    {
        var (kept, said) = (new List<TableColumn>(), notes.ToList());
        for (var c = 0; c < columns.Count; c++)
        {
            var column = columns[c];
            if (column.Name.Length > 0 && !PandasIndex().IsMatch(column.Name)) kept.Add(column);
            else if (c == 0 || column.Name.Length > 0) said.Add(string.Create(CultureInfo.InvariantCulture, $"column {c + 1} has no name of its own and is left out as the index of rows"));
            else if (Enumerable.Range(0, column.Count).Any(r => column.Kind(r) != CellKind.Missing)) throw new DataException($"{path}: column {c + 1} has no name (data.header=false where the first line is a row)");
            else said.Add(string.Create(CultureInfo.InvariantCulture, $"column {c + 1} has neither name nor values and is left out"));
        }

        if (kept.GroupBy(c => c.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice) throw new DataException($"{path}: two columns are named '{Printed.Name(twice.Key)}'");
        if (kept.Count == 0) throw new DataException($"{path}: has no column with a name");
        return kept[0].Count > 0 ? new(path, kept, kept[0].Count, lines, said) : throw new DataException($"{path}: has names of columns but no row");
    }

    /// <summary>The column of a name; null where there is none.</summary>
    public TableColumn? Find(string? name) => name is null ? null : Columns.FirstOrDefault(c => c.Name == name);

    /// <summary>Begins a message about a cell.</summary>
    public string At(int row, TableColumn column) =>
        string.Create(CultureInfo.InvariantCulture, $"{Path}: {(Lines is null ? "row" : "line")} {Lines?[row] ?? row + 1}, column '{Printed.Name(column.Name)}'");

    [GeneratedRegex(@"^(Unnamed: \d+|__index_level_\d+__)$")]
    private static partial Regex PandasIndex();
}
