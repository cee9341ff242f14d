using Elbo.Data;
using Elbo.Torch;

namespace Elbo.Runs.Coding;

/// <summary>Codes as a table: the number of each example, or of each node of a graph, its name and class where there are some, and its code.</summary>
public static class CodeTable
{
    /// <param name="codes">[N, Z] F32.</param>
    /// <param name="ids">What the rows are called, and their classes.</param>
    /// <param name="kind">Of the data: the rows of a graph are its nodes.</param>
    public static OutputTable Of(Tensor codes, ExampleIds ids, DataKind kind)
    {
        var (count, size) = ((int)codes.Size(0), (int)codes.Size(1));
        int[] rows = [.. Enumerable.Range(0, count)];
        var values = codes.To(DType.F32).Contiguous().ToArray<float>();
        return new([
            .. ids.Columns(kind == DataKind.Graph ? "node" : "example", rows),
            .. Enumerable.Range(0, size).Select(z => new OutputColumn($"z{z}", [.. rows.Select(n => (double)values[(n * size) + z])], "G9")),
        ]);
    }
}
