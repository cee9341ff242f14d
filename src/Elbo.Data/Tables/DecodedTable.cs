using System.Globalization;
using Elbo.Torch;

namespace Elbo.Data;

/// <summary>What a model makes of tables, as a table.</summary>
public static class DecodedTable
{
    /// <param name="encoding">Turns numbers back into cells.</param>
    /// <param name="rows">F32 [N, D] on the CPU, as a decoder gives their means.</param>
    /// <param name="before">A column in front, such as the names of the rows; null for none.</param>
    /// <exception cref="ArgumentException">D is not the encoding's width.</exception>
    public static OutputTable Of(TableEncoding encoding, Tensor rows, OutputColumn? before = null)
    {
        using var scope = TensorScope.Enter();
        var values = rows.Contiguous().AsSpan<float>();
        var width = checked((int)rows.Shape[^1]);
        var cells = new IReadOnlyList<string>[values.Length / width];
        for (var row = 0; row < cells.Length; row++) cells[row] = encoding.Decode(values.Slice(row * width, width));
        return new([.. before is null ? (OutputColumn[])[] : [before], .. encoding.Columns.Select((column, c) => Column(column, [.. cells.Select(row => row[c])]))]);
    }

    private static OutputColumn Column(ColumnEncoding column, string[] cells) => column.Kind != ColumnKind.Numeric
        ? new(column.Name, cells)
        : new(column.Name, [.. cells.Select(cell => cell.Length == 0 ? double.NaN : double.Parse(cell, CultureInfo.InvariantCulture))], "G9");
}
