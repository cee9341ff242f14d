using System.Text;
using Elbo.Torch;
using Elbo.Torch.IO;
using Parquet;
using Parquet.Schema;

namespace Elbo.Data;

/// <summary>A table to be written; the ending of the file's name decides the form: <c>.csv</c>, <c>.parquet</c> or, of numbers alone, <c>.npy</c>.</summary>
/// <param name="Columns">With as many rows each.</param>
public sealed record OutputTable(IReadOnlyList<OutputColumn> Columns)
{
    /// <summary>Whether a name ends as that of a table whose columns have names.</summary>
    public static bool HasHeads(string path) => Path.GetExtension(path).ToLowerInvariant() is ".csv" or ".parquet";

    /// <summary>Writes the table whole or not at all.</summary>
    /// <exception cref="ArgumentException">The ending is of no form; columns differ in length; an .npy is to hold texts.</exception>
    /// <exception cref="IOException">The file cannot be written; an old one is untouched.</exception>
    public void Save(string path)
    {
        if (Columns.Select(c => c.Count).Distinct().Count() > 1) throw new ArgumentException("columns differ in length", nameof(path));
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".csv":
                AtomicFile.Write(path, WriteCsv);
                break;
            case ".parquet":
                AtomicFile.Write(path, stream => WriteParquet(stream).GetAwaiter().GetResult());
                break;
            case ".npy":
                SaveNpy(path);
                break;
            default:
                throw new ArgumentException($"{path}: the name must end in .csv, .parquet or .npy", nameof(path));
        }
    }

    /// <summary>A cell of a comma-separated table: the text as it is, or in quotation marks where it would be taken for more than one cell or a number of lines.</summary>
    public static string Quoted(string text) => text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;

    private void WriteCsv(Stream stream)
    {
        using var text = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        text.WriteLine(string.Join(',', Columns.Select(c => Quoted(c.Name))));
        for (var row = 0; row < Columns[0].Count; row++)
        {
            for (var c = 0; c < Columns.Count; c++)
            {
                if (c > 0) text.Write(',');
                text.Write(Quoted(Columns[c].Text(row)));
            }

            text.WriteLine();
        }
    }

    private async Task WriteParquet(Stream stream)
    {
        var fields = Columns.Select(c => c.Field).ToList();
        var writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), stream).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            using var group = writer.CreateRowGroup();
            for (var c = 0; c < fields.Count; c++) await Columns[c].Write(group, fields[c]).ConfigureAwait(false);
        }
    }

    private void SaveNpy(string path)
    {
        if (Columns.FirstOrDefault(c => c.Texts is not null) is { } text) throw new ArgumentException($"{path}: column '{Printed.Name(text.Name)}' holds texts, which .npy does not; name a file that ends in .csv or .parquet", nameof(path));
        using var scope = TensorScope.Enter();
        var numbers = new double[Columns[0].Count * Columns.Count];
        for (var c = 0; c < Columns.Count; c++)
            for (var row = 0; row < Columns[c].Count; row++) numbers[(row * Columns.Count) + c] = Columns[c].Number(row);
        Npy.Save(path, Tensor.From(numbers, Columns[0].Count, Columns.Count));
    }
}
