using System.Globalization;
using Elbo.Torch.IO;

namespace Elbo.Data;

/// <summary>Reads texts as counts of words, one a line: <c>label word:count word:count …</c>, labels and words numbered from 1 (the format of
/// Miao, Yu and Blunsom's files, and of LIBSVM).</summary>
internal static class WordCountsReader
{
    // What a single-precision number counts exactly; no text is as long.
    private const int MostCount = 1 << 24;

    /// <exception cref="DataException">The file cannot be read, a line is not of that form, or a number is outside its range.</exception>
    public static WordCounts Load(string path, int vocabulary, int classes) => PackedFile.Guard(path, () =>
    {
        var (starts, words, counts, labels) = (new List<int> { 0 }, new List<int>(), new List<int>(), new List<long>());
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            var isLabel = true;
            foreach (var range in line.AsSpan().Split(' '))
            {
                var part = line.AsSpan(range);
                if (part.IsEmpty) continue;
                var colon = part.IndexOf(':');
                if (isLabel)
                {
                    labels.Add(Number(part, classes, number, "label", path) - 1);
                }
                else
                {
                    if (colon < 0) throw new DataException($"{path}: line {number}: expected word:count, found '{Printed.Name(part.ToString())}'");
                    words.Add(Number(part[..colon], vocabulary, number, "word", path) - 1);
                    counts.Add(Number(part[(colon + 1)..], MostCount, number, "count", path));
                }

                isLabel = false;
            }

            if (!isLabel) starts.Add(words.Count);
        }

        return labels.Count > 0 ? new WordCounts([.. starts], [.. words], [.. counts], [.. labels]) : throw new DataException($"{path}: empty");
    });

    private static int Number(ReadOnlySpan<char> text, int most, int line, string what, string path) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most ? number
            : throw new DataException($"{path}: line {line}: a {what} of '{Printed.Name(text.ToString())}', expected 1 to {most}");
}
