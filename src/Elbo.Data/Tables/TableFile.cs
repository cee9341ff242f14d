using Elbo.Torch;
using Elbo.Torch.IO;

namespace Elbo.Data;

/// <summary>Writes what a model makes of tables as a table.</summary>
public static class TableFile
{
    /// <summary>Replaces a file by rows of cells, with the columns' names before them.</summary>
    /// <param name="path">The file.</param>
    /// <param name="encoding">Turns numbers back into cells.</param>
    /// <param name="rows">F32 [N, D] on the CPU, as a decoder gives their means.</param>
    /// <param name="before">A column in front, such as the names of the rows; null for none.</param>
    /// <exception cref="ArgumentException">D is not the encoding's width.</exception>
    /// <exception cref="IOException">The file cannot be written; the old one is untouched.</exception>
    public static void Write(string path, TableEncoding encoding, Tensor rows, (string Head, IReadOnlyList<string> Cells)? before = null) => AtomicFile.Write(path, stream =>
    {
        using var text = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
        text.WriteLine(string.Join(',', encoding.Columns.Select(c => c.Name).Prepend(before?.Head).OfType<string>().Select(OutputTable.Quoted)));
        using var scope = TensorScope.Enter();
        var values = rows.Contiguous().AsSpan<float>();
        var width = checked((int)rows.Shape[^1]);
        for (var row = 0; row < values.Length / width; row++)
            text.WriteLine(string.Join(',', encoding.Decode(values.Slice(row * width, width)).Prepend(before?.Cells[row]).OfType<string>().Select(OutputTable.Quoted)));
    });
}
