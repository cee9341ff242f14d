using System.Globalization;
using System.Text;
using Elbo.Data;
using Elbo.Runs.Sessions;
using Elbo.Torch;
using Elbo.Torch.IO;

namespace Elbo.Runs.Coding;

/// <summary>Codes as a table that a spreadsheet reads: the number of each example, or of each node of a graph, its class where there are classes, and its code.</summary>
public static class CodeTable
{
    /// <summary>Writes it whole or not at all.</summary>
    /// <param name="codes">[N, Z] F32.</param>
    /// <param name="ids">What the rows are called, and their classes.</param>
    /// <param name="kind">Of the data: the rows of a graph are its nodes.</param>
    public static void Save(string file, Tensor codes, ExampleIds ids, DataKind kind)
    {
        var (values, size) = (codes.To(DType.F32).Contiguous().ToArray<float>(), (int)codes.Size(1));
        var text = new StringBuilder(kind == DataKind.Graph ? "node" : "example");
        text.Append(ids.Heads(""));
        for (var z = 0; z < size; z++) text.Append(CultureInfo.InvariantCulture, $",z{z}");
        for (var n = 0; n < codes.Size(0); n++)
        {
            text.Append('\n').Append(ids.Cells(n));
            for (var z = 0; z < size; z++) text.Append(CultureInfo.InvariantCulture, $",{values[n * size + z]:G9}");
        }

        AtomicFile.WriteText(OutputFile.Place(file), text.Append('\n').ToString());
    }
}
