using System.Globalization;
using Elbo.Torch.IO;

namespace Elbo.Data;

/// <summary>What the rows of a table are called: by a column of theirs, else by their lines, which a person finds in the file.</summary>
internal static class RowNames
{
    /// <param name="tables">One for each split that has a file.</param>
    /// <param name="test">Rows at the end of the training table that are the test split.</param>
    /// <exception cref="DataException">A table has no such column.</exception>
    public static ExampleNames Of(IReadOnlyList<(Split Split, Table Table)> tables, int test, string? column)
    {
        var names = new Dictionary<Split, IReadOnlyList<string>>();
        foreach (var (split, table) in tables)
        {
            var cells = column is null ? null : table.Find(column)
                ?? throw new DataException($"{table.Path}: has no column '{Printed.Name(column)}' to name its rows by{NearestName.Hint(column, [.. table.Columns.Take(50).Select(c => Printed.Name(c.Name))])}");
            string[] all = [.. Enumerable.Range(0, table.Rows).Select(row => cells?.Text(row) ?? (table.Lines?[row] ?? row + 1).ToString(CultureInfo.InvariantCulture))];
            var cut = split == Split.Train ? all.Length - test : all.Length;
            names[split] = all[..cut];
            if (cut < all.Length) names[Split.Test] = all[cut..];
        }

        return new(column ?? (tables[0].Table.Lines is null ? "row" : "line"), names);
    }
}
