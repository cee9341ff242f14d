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
    /// <param name="labels">[N] I64, below 0 where the class is not known; null for data without classes.</param>
    public static void Save(string file, Tensor codes, Tensor? labels, DataSchema schema)
    {
        var (values, classes, size) = (codes.To(DType.F32).Contiguous().ToArray<float>(), labels?.ToArray<long>(), (int)codes.Size(1));
        var text = new StringBuilder(schema.Kind == DataKind.Graph ? "node" : "example");
        if (classes is not null) text.Append(",class");
        for (var z = 0; z < size; z++) text.Append(CultureInfo.InvariantCulture, $",z{z}");
        for (var n = 0; n < codes.Size(0); n++)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{n}");
            if (classes is not null) text.Append(',').Append(Name(classes[n]));
            for (var z = 0; z < size; z++) text.Append(CultureInfo.InvariantCulture, $",{values[n * size + z]:G9}");
        }

        AtomicFile.WriteText(OutputFile.Place(file), text.Append('\n').ToString());

        string Name(long label) => label < 0 ? "" : label < schema.ClassNames.Count ? CsvCell.Quoted(schema.ClassNames[(int)label]) : label.ToString(CultureInfo.InvariantCulture);
    }
}
