namespace Elbo.Data;

/// <summary>Sentences of reviews by whether they are kind, in the preparation of Shen et al. 2017: lower case, words parted by blanks, numbers as <c>_num_</c>.</summary>
internal static class YelpSentiment
{
    private static readonly string[] classes = ["negative", "positive"];

    public static DatasetInfo Info { get; } = new()
    {
        Id = "yelp-sentiment",
        Title = "Yelp, sentences of reviews by sentiment",
        Licence = "Yelp dataset terms; academic use",
        Citation = "Shen, Lei, Barzilay, Jaakkola: Style transfer from non-parallel text by cross-alignment. NeurIPS 2017",
        Kind = DataKind.WordSequences,
        Shape = [],
        Fields = TextFit.TextFields,
        Splits = new Dictionary<Split, int> { [Split.Train] = 443_259, [Split.Validation] = 63_483, [Split.Test] = 126_670 },
        Note = "Where sentiment.train.0 and .1 are not in the folder, the development part is trained on.",
        Classes = classes.Length,
        ClassNames = classes,
        Folder = "yelp_sentiment",
        Files =
        [
            Plain("sentiment.dev.0.gz", 391_731, "f5c8a98c212b38f28d9bc31c946bf9c116f16fec6fd78c117def4dea689bb4fb", 1_164_707, "405ef6d4bfbc8bb92c3c55b496f315069cb5edb49ed34a07b1206341b83c344b"),
            Plain("sentiment.dev.1.gz", 479_788, "81df5846c2ef6efa869f73c48a2dc774f889570c279ebb8244a8caa3e1022200", 1_603_395, "3509f6573411bbda2d5c071ed72ad276c12356c15c06205b8fdf74b217970c61"),
            Plain("sentiment.test.0.gz", 768_865, "a71e59ac867f31eb9dd5e657016af71875e3051d6cb2e112df8550d964682a4e", 2_295_973, "b7466e8859e9948892a859af7938a82c801c99b69f884014082fd072a155bbf2"),
            Plain("sentiment.test.1.gz", 940_418, "37c88e0021475c364911f095a0680fdd0ea971fc1be0c140afca558fdea3a246", 3_172_601, "a66e0ec3f0e1230ad4d2c822750a381cf6d99a99fa9b5ae79546f21ff79ed5c3"),
            new DatasetFile("sentiment.train.0.gz", 0, "", 0, "") { Optional = true },
            new DatasetFile("sentiment.train.1.gz", 0, "", 0, "") { Optional = true },
        ],
        Urls = ["https://raw.githubusercontent.com/shentianxiao/language-style-transfer/master/data/yelp/"],
    };

    /// <summary>Development and test part, and the training part where both of its files are here.</summary>
    public static IReadOnlyList<FoundFile> Locate(DatasetInfo info, FileFinder finder)
    {
        var train = finder.AllHere(info, info.Files.Skip(4)).ToList();
        return [.. info.Files.Take(4).Select(f => new FoundFile(f, finder.Find(info, f))), .. train.Count == 2 ? train : []];
    }

    /// <summary>Which part is trained on.</summary>
    public static DatasetInfo Describe(DatasetInfo info, IReadOnlyList<FoundFile> files) => files.Count > 4 ? info with { Note = "" } : info with
    {
        Splits = new Dictionary<Split, int> { [Split.Train] = info.Splits[Split.Validation], [Split.Test] = info.Splits[Split.Test] },
        Note = "Without sentiment.train.0 and .1 the development part is trained on: published figures are of seven times as many sentences.",
    };

    public static IDataset Open(DatasetInfo info, IReadOnlyList<FoundFile> files, DataOptions options)
    {
        var (described, table) = (Describe(info, files), new WordTable());
        ReadTexts[] parts = [.. files.Select(f => f.Path).Chunk(2).Select(pair => LabelledTexts.Merged([.. pair.Select(path => PublishedTexts.Lines(path, table).Words)]))];
        Dictionary<Split, ReadTexts> texts = parts.Length > 2
            ? new() { [Split.Train] = parts[2], [Split.Validation] = parts[0], [Split.Test] = parts[1] }
            : new() { [Split.Train] = parts[0], [Split.Test] = parts[1] };
        return TextFit.Of(described, table, texts, options, isOwn: false);
    }

    private static DatasetFile Plain(string name, long bytes, string sha256, long contentBytes, string contentSha256) => new(name, bytes, sha256, contentBytes, contentSha256) { PublishedUnpacked = true };
}
