using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Elbo.Torch.IO;

namespace Elbo.Data;

/// <summary>Heads and first sentences of news by subject (Zhang et al. 2015).</summary>
internal static partial class AgNews
{
    private const string Train = "train.csv", Test = "test.csv";
    private const int TestCount = 1_600;

    private static readonly string[] classes = ["World", "Sports", "Business", "Sci/Tech"];

    public static DatasetInfo Info { get; } = new()
    {
        Id = "ag-news",
        Title = "AG News, heads and first sentences by subject",
        Licence = "free for research and non-commercial use",
        Citation = "Zhang, Zhao, LeCun: Character-level convolutional networks for text classification. NeurIPS 2015",
        Kind = DataKind.WordSequences,
        Shape = [],
        Fields = TextFit.TextFields,
        Splits = new Dictionary<Split, int> { [Split.Train] = 120_000, [Split.Test] = 7_600 },
        Note = "Title and description are one text. Where train.csv is not in the folder, the last 1,600 texts of test.csv are the test split and the others are trained on.",
        Classes = classes.Length,
        ClassNames = classes,
        Folder = "ag_news",
        Files =
        [
            DatasetFile.Whole(Test, 1_857_427, "521465c2428ed7f02f8d6db6ffdd4b5447c1c701962353eb2c40d548c3c85699"),
            new DatasetFile(Train, 0, "", 0, "") { Optional = true },
        ],
        Urls = ["https://raw.githubusercontent.com/mhjabreel/CharCnn_Keras/master/data/ag_news_csv/"],
    };

    public static IReadOnlyList<FoundFile> Locate(DatasetInfo info, FileFinder finder) => [new(info.Files[0], finder.Find(info, info.Files[0])), .. finder.AllHere(info, info.Files.Skip(1))];

    public static DatasetInfo Describe(DatasetInfo info, IReadOnlyList<FoundFile> files) => files.Count > 1 ? info with { Note = "Title and description are one text." } : info with
    {
        Splits = new Dictionary<Split, int> { [Split.Train] = 7_600 - TestCount, [Split.Test] = TestCount },
        Note = "Title and description are one text. Without train.csv the last 1,600 texts of test.csv are the test split: published figures are of twenty times as many training texts.",
    };

    public static IDataset Open(DatasetInfo info, IReadOnlyList<FoundFile> files, DataOptions options)
    {
        var table = new WordTable();
        var test = Read(files[0].Path, table, options.Text.LowerCase);
        var cut = test.Words.Count - TestCount;
        Dictionary<Split, ReadTexts> texts = files.Count > 1
            ? new() { [Split.Train] = Read(files[1].Path, table, options.Text.LowerCase), [Split.Test] = test }
            : new() { [Split.Train] = new([.. test.Words.Take(cut)], test.Labels![..cut]), [Split.Test] = new([.. test.Words.Skip(cut)], test.Labels![cut..]) };
        return TextFit.Of(Describe(info, files), table, texts, options, isOwn: false);
    }

    private static ReadTexts Read(string path, WordTable table, bool lowerCase)
    {
        string[] columns = ["c1", "c2", "c3"];
        var rows = CsvReader.Read(path, new() { Header = false, Delimiter = ',' }, columns.ToHashSet(StringComparer.Ordinal));
        var cells = columns.Select(c => rows.Find(c) ?? throw new DataException($"{path}: has no three columns")).ToList();
        List<int[]> texts = [];
        List<long> labels = [];
        for (var row = 0; row < rows.Rows; row++)
        {
            if (!int.TryParse(cells[0].Text(row), NumberStyles.None, CultureInfo.InvariantCulture, out var label) || label < 1 || label > classes.Length)
                throw new DataException($"{path}: row {row + 1}: class '{Printed.Name(cells[0].Text(row))}' is not 1 to {classes.Length}");
            List<int> words = [];
            WordSplit.Into(words, Plain($"{cells[1].Text(row)} {cells[2].Text(row)}"), table, lowerCase);
            texts.Add([.. words]);
            labels.Add(label - 1);
        }

        return new(texts, [.. labels]);
    }

    // Lines are parted by a backslash, and some signs are numbers or names of HTML.
    private static string Plain(string text) => WebUtility.HtmlDecode(SignNumber().Replace(text.Replace('\\', ' '), "&#$1;"));

    [GeneratedRegex("&?#([0-9]{2,4});")]
    private static partial Regex SignNumber();
}
