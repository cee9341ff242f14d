using System.Formats.Tar;
using System.Text;

namespace Elbo.Data;

/// <summary>Reviews of films by whether they are kind: ratings of 1 to 4 and of 7 to 10 (Maas et al. 2011).</summary>
internal static class ImdbReviews
{
    private const int EachClass = 12_500;

    private static readonly string[] classes = ["negative", "positive"], folders = ["neg", "pos"];

    public static DatasetInfo Info { get; } = new()
    {
        Id = "imdb",
        Title = "IMDB reviews of films by sentiment",
        Licence = "research use with citation",
        Citation = "Maas, Daly, Pham, Huang, Ng, Potts: Learning word vectors for sentiment analysis. ACL 2011",
        Kind = DataKind.WordSequences,
        Shape = [],
        Fields = TextFit.TextFields,
        Splits = new Dictionary<Split, int> { [Split.Train] = 2 * EachClass, [Split.Test] = 2 * EachClass },
        Note = "The labelled part, without the 50,000 unlabelled reviews. They are of 230 words on average: data.maxLength says how many are taken.",
        Classes = classes.Length,
        ClassNames = classes,
        Folder = "imdb",
        Files = [DatasetFile.Whole("aclImdb_labeled.tar.gz", 27_649_161, "c31fb959cf002c4d0619a5470cb9f6e6b0a2803d5f5457a425eb12d8f58ef386")],
    };

    public static IDataset Open(DatasetInfo info, IReadOnlyList<FoundFile> files, DataOptions options)
    {
        var (path, table) = (files[0].Path, new WordTable());
        var read = folders.SelectMany(_ => new[] { "train", "test" }, (folder, part) => $"{part}/{folder}").ToDictionary(key => key, _ => new List<(string Name, int[] Words)>(), StringComparer.Ordinal);
        PackedFile.Read(path, (stream, most) =>
        {
            using var counted = new CountedStream(stream, most, path);
            using var archive = new TarReader(counted, leaveOpen: true);
            while (archive.GetNextEntry() is { } entry)
            {
                if (entry.DataStream is null || entry.Name.Split('/') is not [.., var part, var folder, var name] || !read.TryGetValue($"{part}/{folder}", out var texts)) continue;
                using var text = new StreamReader(entry.DataStream, Encoding.UTF8);
                List<int> words = [];
                WordSplit.Into(words, text.ReadToEnd().Replace("<br />", " ", StringComparison.Ordinal), table, options.Text.LowerCase);
                texts.Add((name, [.. words]));
            }

            // What pads the archive belongs to its content.
            counted.CopyTo(Stream.Null);
            return (0, counted.Count);
        });
        foreach (var (part, texts) in read)
            if (texts.Count != EachClass) throw new DataException($"{path}: has {texts.Count} reviews in {part}, expected {EachClass}");
        return TextFit.Of(info, table, new Dictionary<Split, ReadTexts> { [Split.Train] = Of("train"), [Split.Test] = Of("test") }, options, isOwn: false);

        ReadTexts Of(string part) => LabelledTexts.Merged([.. folders.Select(folder => (IReadOnlyList<int[]>)[.. read[$"{part}/{folder}"].OrderBy(t => t.Name, StringComparer.Ordinal).Select(t => t.Words)])]);
    }
}
