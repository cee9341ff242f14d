using System.Globalization;
using Parquet;
using Parquet.Schema;

namespace Elbo.Data;

/// <summary>A column to be written: texts, whole numbers or real ones.</summary>
public sealed class OutputColumn
{
    private readonly long[]? wholes;
    private readonly double[]? reals;
    private readonly string format;

    /// <summary>Texts; null for none.</summary>
    public OutputColumn(string name, string?[] texts) => (Name, Texts, format) = (name, texts, "");

    /// <summary>Whole numbers.</summary>
    public OutputColumn(string name, long[] numbers) => (Name, wholes, format) = (name, numbers, "");

    /// <summary>Real numbers; in text a value that is not a number is an empty cell.</summary>
    /// <param name="format">A .NET number format for text; the shortest that reads back the same unless given.</param>
    public OutputColumn(string name, double[] numbers, string format = "R") => (Name, reals, this.format) = (name, numbers, format);

    /// <summary>Head of the column.</summary>
    public string Name { get; }

    /// <summary>Rows.</summary>
    public int Count => Texts?.Length ?? wholes?.Length ?? reals!.Length;

    internal string?[]? Texts { get; }

    internal DataField Field => Texts is not null ? new DataField<string>(Name) : wholes is not null ? new DataField<long>(Name) : new DataField<double>(Name);

    internal double Number(int row) => wholes?[row] ?? reals![row];

    internal string Text(int row) =>
        Texts is not null ? Texts[row] ?? ""
        : wholes is not null ? wholes[row].ToString(CultureInfo.InvariantCulture)
        : double.IsNaN(reals![row]) ? "" : reals[row].ToString(format, CultureInfo.InvariantCulture);

    internal Task Write(ParquetRowGroupWriter group, DataField field) =>
        Texts is not null ? group.WriteAsync(field, Texts!)
        : wholes is not null ? group.WriteAsync<long>(field, wholes.AsMemory())
        : group.WriteAsync<double>(field, reals.AsMemory());
}
