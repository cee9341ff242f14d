using System.Globalization;
using Elbo.Data;

namespace Elbo.Cli.Data;

/// <summary>Examples in words, of data that is no image and no audio: one line each.</summary>
internal static class ExampleLines
{
    private const int MostWords = 10;

    /// <summary>Of data that is no <see cref="DataKind.Array"/>.</summary>
    public static IReadOnlyList<string> Of(IDataset data, Split split, int count)
    {
        var batch = data.Draw(split, [.. Enumerable.Range(0, Math.Min(count, data.Count(split))).Select(i => (long)i)]);
        return data.Info.Kind switch
        {
            DataKind.WordCounts => Texts(data.Info, batch),
            var kind => throw new ArgumentException($"examples of {data.Info.Id} are {kind.Describe()}", nameof(data)),
        };
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
            lines.Add($"{(labels is null ? "" : $"{info.ClassNames[(int)labels[b]]}, ")}{lengths[b]} words: {string.Join(", ", most)}");
        }

        return lines;
    }
}
