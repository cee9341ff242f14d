namespace Elbo.Data;

/// <summary>Sentences of the Wall Street Journal in Mikolov's preparation: lower case, no punctuation, numbers as N, 9,998 words and <c>&lt;unk&gt;</c>.</summary>
internal static class PennTreebank
{
    private const string Train = "ptb.train.txt.gz", Validation = "ptb.valid.txt.gz", Test = "ptb.test.txt.gz";

    public static DatasetInfo Info { get; } = new()
    {
        Id = "ptb",
        Title = "Penn Treebank, sentences",
        Licence = "derived from LDC Penn Treebank; research use only",
        Citation = "Marcus, Santorini, Marcinkiewicz: Building a large annotated corpus of English. Computational Linguistics 1993; as prepared by Mikolov et al. 2010",
        Kind = DataKind.WordSequences,
        Shape = [],
        Fields = TextFit.TextFields,
        Splits = new Dictionary<Split, int> { [Split.Train] = 42_068, [Split.Validation] = 3_370, [Split.Test] = 3_761 },
        Note = "A sentence is an example; its end counts as a word.",
        Folder = "ptb",
        Files =
        [
            new(Train, 1_688_035, "c4c6455d85f60640431f7bc738d51265ba2d55dcce10e8906322d6f9e3dcca81", 5_101_618, "fcea919f6cf83f35d4d00c6cbf08040d13d4155226340912e2fef9c9c4102cbf"),
            new(Validation, 134_062, "f2148d96d82f827399b7e5040868a4541bd2d2612ebaf5a2ff213bc07fd74eb8", 399_782, "c9fe6985fe0d4ccb578183407d7668fc6066c20700cb4cf87d8ff1cc34df1bf2"),
            new(Test, 149_201, "5015d206077ff3e96161868c5c280ec8a28e9ad5617ef99ee0e734aaef6130c5", 449_945, "dd65dff31e70846b2a6030a87482edcd5d199130cdcfa1f3dccbb033728deee0"),
        ],
    };

    public static IDataset Open(DatasetInfo info, IReadOnlyList<FoundFile> files, DataOptions options)
    {
        var (paths, table) = (files.ToDictionary(f => f.File.Name, f => f.Path), new WordTable());
        var texts = new (Split Split, string File)[] { (Split.Train, Train), (Split.Validation, Validation), (Split.Test, Test) }
            .ToDictionary(s => s.Split, s => PublishedTexts.Lines(paths[s.File], table));
        return TextFit.Of(info, table, texts, options, isOwn: false);
    }
}
