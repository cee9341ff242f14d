using Elbo.Data;
using Elbo.Evaluation.Visuals;
using Elbo.Runs.Sessions;
using Elbo.Torch;
using Elbo.Torch.IO;

namespace Elbo.Runs.Reports;

/// <summary>Writes examples as numbers: <c>.csv</c> or <c>.parquet</c>, rows of the table that a run was trained on, in its own units; <c>.npy</c>, an array of what the model works on.</summary>
public static class ExampleRows
{
    /// <summary>Where examples go as numbers; null where they are drawn or heard.</summary>
    /// <param name="given">What was asked for; null takes what suits the data.</param>
    /// <param name="name">Without an ending, e.g. <c>samples</c>.</param>
    /// <exception cref="UsageException">The name does not end in what such data can be written as.</exception>
    public static string? Place(string? given, string name, DataSchema schema)
    {
        var isTable = schema.Encoding is not null;
        var ending = Path.GetExtension(given ?? "").ToLowerInvariant();
        if (ending == ".npy" || (OutputTable.HasHeads(ending) && isTable)) return given;
        if (OutputTable.HasHeads(ending)) throw new UsageException($"--out {given}: the run was not trained on a table; name a file that ends in .npy");
        // A set of a graph or of words has other ways.
        if (schema.Kind != DataKind.Array || ExampleForms.Of(schema.Shape, schema.SampleRate) is not null) return null;
        return given is null ? name + (isTable ? ".csv" : ".npy") : throw new UsageException($"--out {given}: its data are neither images nor audio; name a file that ends in {(isTable ? ".csv, .parquet or " : "")}.npy");
    }

    /// <param name="rows">[N, D].</param>
    /// <param name="ids">What the rows are called, written before them in a table; null for new ones.</param>
    public static void Save(string path, Tensor rows, DataSchema schema, ExampleIds? ids = null)
    {
        OutputFile.Place(path);
        if (path.EndsWith(".npy", StringComparison.OrdinalIgnoreCase)) Npy.Save(path, rows.View([rows.Size(0), .. schema.Shape.Select(d => (long)d)]));
        else DecodedTable.Of(schema.Encoding!, rows, ids?.Names is { } names ? new(ids.NamesAre!, [.. names]) : null).Save(path);
    }
}
