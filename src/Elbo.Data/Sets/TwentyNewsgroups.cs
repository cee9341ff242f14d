using Elbo.Torch;

namespace Elbo.Data;

/// <summary>Posts to twenty newsgroups as counts of 2,000 words: the files of the neural variational document model.</summary>
internal static class TwentyNewsgroups
{
    private const int Train = 11_268, Test = 7_505, Words = 2_000;

    private static readonly string[] groups =
    [
        "alt.atheism", "comp.graphics", "comp.os.ms-windows.misc", "comp.sys.ibm.pc.hardware", "comp.sys.mac.hardware", "comp.windows.x", "misc.forsale",
        "rec.autos", "rec.motorcycles", "rec.sport.baseball", "rec.sport.hockey", "sci.crypt", "sci.electronics", "sci.med", "sci.space",
        "soc.religion.christian", "talk.politics.guns", "talk.politics.mideast", "talk.politics.misc", "talk.religion.misc",
    ];

    public static DatasetInfo Info { get; } = new()
    {
        Id = "20newsgroups",
        Title = "20 Newsgroups, counts of 2,000 words",
        Licence = "free for research",
        Citation = "Lang: NewsWeeder. ICML 1995; as preprocessed by Miao, Yu, Blunsom: Neural variational inference for text processing. ICML 2016",
        Kind = DataKind.WordCounts,
        Shape = [Words],
        Fields = [Field.Values([Words]), new(WordCountsDataset.TextLength, DType.I64, [])],
        Splits = new Dictionary<Split, int> { [Split.Train] = Train, [Split.Test] = Test },
        Note = "Texts that have none of the words are left out, as in the published files. Their authors stop training on 1,000 test texts; here validation texts are held out from the training file.",
        Classes = groups.Length,
        ClassNames = groups,
        Folder = "20newsgroups_nvdm",
        Files =
        [
            DatasetFile.Whole("train.feat", 4_335_856, "55dfc0cc4e8aac22484ed93a4d785bb171959a00e8ffbca6f13c1c80d8cc4ce5"),
            DatasetFile.Whole("test.feat", 2_830_914, "344eff7e61116d72abd6ebc3d3c1e286c0474b41bf85ab09c8b898e0a5ff80c1"),
            DatasetFile.Whole("vocab.new", 21_748, "afbe73140a0d39578e6ae33914e049e6587768c088a0501392afda20ca3c85a8"),
        ],
        Urls = ["https://raw.githubusercontent.com/ysmiao/nvdm/master/data/20news/"],
    };

    public static IDataset Open(DatasetInfo info, IReadOnlyList<FoundFile> files, DataOptions options)
    {
        var words = Vocabulary(files[2].Path);
        return new WordCountsDataset(info with { Vocabulary = words }, options,
            WordCountsReader.Load(files[0].Path, Words, groups.Length), WordCountsReader.Load(files[1].Path, Words, groups.Length));
    }

    /// <summary>A word and its number of occurrences a line, the first is word 1.</summary>
    private static string[] Vocabulary(string path) => PackedFile.Guard(path, () =>
    {
        string[] words = [.. File.ReadLines(path).Where(line => line.Length > 0).Select(line => line.Split(' ')[0])];
        return words.Length == Words ? words : throw new DataException($"{path}: {words.Length} words, expected {Words}");
    });
}
