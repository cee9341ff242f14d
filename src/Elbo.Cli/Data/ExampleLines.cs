using System.Globalization;
using Elbo.Data;
using Elbo.Evaluation.Visuals;
using Elbo.Torch;
using Elbo.Torch.IO;

namespace Elbo.Cli.Data;

/// <summary>Examples in words, of data that is no image and no audio: one line each.</summary>
internal static class ExampleLines
{
    private const int MostWords = 10, MostNumbers = 8, MostCells = 20;

    /// <summary>Cells of a table by their columns, as they are read back from the numbers that a model gets.</summary>
    public static IReadOnlyList<string> Of(IDataset data, Split split, int count)
    {
        var batch = data.Draw(split, [.. Enumerable.Range(0, Math.Min(count, data.Count(split))).Select(i => (long)i)]);
        return data.Info.Kind switch
        {
            DataKind.WordCounts => Texts(data.Info, batch),
            DataKind.WordSequences => Sentences(data.Info, batch),
            DataKind.Set => Sets(data.Info, batch),
            DataKind.Graph => [Graph(data.Info, batch)],
            _ => Vectors(data.Info, batch),
        };
    }

    private static List<string> Vectors(DatasetInfo info, Batch batch)
    {
        var (values, labels, width) = (batch.X.ToArray<float>(), batch.Labels?.ToArray<long>(), info.Dimensions);
        var lines = new List<string>();
        for (var b = 0; b < batch.Count; b++)
        {
            var own = values.AsSpan(b * width, width);
            string[] cells = info.Encoding is { } encoding
                ? [.. encoding.Columns.Zip(encoding.Decode(own)).Select(c => $"{c.First.Name} {(c.Second.Length == 0 ? "(missing)" : c.Second)}")]
                : [.. own[..Math.Min(MostNumbers, width)].ToArray().Select(v => v.ToString("G6", CultureInfo.InvariantCulture))];
            var shown = string.Join(", ", cells.Take(MostCells)) + (cells.Length > MostCells || (info.Encoding is null && width > MostNumbers) ? ", …" : "");
            lines.Add(Printed.Plain($"{(labels is null || info.ClassNames.Count == 0 ? "" : $"{ClassOf(info, labels[b])}: ")}{shown}"));
        }

        return lines;
    }

    private static string Graph(DatasetInfo info, Batch batch)
    {
        var (edges, classes) = (batch[GraphDataset.Edges].ToArray<long>(), batch[GraphDataset.Label].ToArray<long>().Where(label => label >= 0).CountBy(label => label).OrderBy(c => c.Key));
        var degrees = new int[info.Shape[0]];
        foreach (var node in edges) degrees[node]++;
        return string.Create(CultureInfo.InvariantCulture,
            $"{info.Shape[0]} nodes of {info.Shape[1]} features, in classes of {string.Join(", ", classes.Select(c => c.Value))}; {edges.Length / 2} edges to train on, of 0 to {degrees.Max()} at a node, {degrees.Average():0.00} on average; {batch[GraphDataset.Positives].Shape[2]} edges and as many other pairs to tell apart");
    }

    private static List<string> Sets(DatasetInfo info, Batch batch)
    {
        var (values, labels) = (batch.X.ToArray<float>(), batch.Labels?.ToArray<long>());
        var known = batch.Fields.Skip(1).Where(name => batch[name].Rank == 1).Select(name => (Name: name, Values: batch[name].To(DType.F64).ToArray<double>())).ToList();
        var lines = new List<string>();
        for (var b = 0; b < batch.Count; b++)
        {
            var told = known.Select(k => string.Create(CultureInfo.InvariantCulture, $"{k.Name} {k.Values[b]:0.00}"));
            var first = values.Skip(b * info.Dimensions).Take(Math.Min(MostNumbers, info.Dimensions)).Select(v => v.ToString("0.00", CultureInfo.InvariantCulture));
            lines.Add($"{string.Join(", ", [.. labels is null ? [] : new[] { ClassOf(info, labels[b]) }, .. told])}: {string.Join(", ", first)}, …");
        }

        return lines;
    }

    private static List<string> Sentences(DatasetInfo info, Batch batch)
    {
        var (texts, labels) = (TextForm.Of(new() { Kind = info.Kind, Fields = info.Fields, Vocabulary = info.Vocabulary })!.Examples(batch), batch.Labels?.ToArray<long>());
        return [.. texts.Select((text, b) => labels is null ? text : $"{ClassOf(info, labels[b])}: {text}")];
    }

    private static List<string> Texts(DatasetInfo info, Batch batch)
    {
        var (counts, labels, lengths) = (batch.X.ToArray<float>(), batch.Labels?.ToArray<long>(), batch[WordCountsDataset.TextLength].ToArray<long>());
        var lines = new List<string>();
        for (var b = 0; b < batch.Count; b++)
        {
            var own = counts.AsMemory(b * info.Dimensions, info.Dimensions);
            var most = Enumerable.Range(0, info.Dimensions).Where(w => own.Span[w] > 0).OrderByDescending(w => own.Span[w]).Take(MostWords)
                .Select(w => string.Create(CultureInfo.InvariantCulture, $"{info.Vocabulary![w]} {own.Span[w]}"));
            lines.Add($"{(labels is null ? "" : $"{ClassOf(info, labels[b])}, ")}{lengths[b]} words: {string.Join(", ", most)}");
        }

        return lines;
    }

    private static string ClassOf(DatasetInfo info, long label) => label == Factor.Unknown ? "(unknown)" : info.ClassNames[(int)label];
}
