using System.Globalization;

namespace Elbo.Data;

/// <summary>Makes a data set of texts that were read: chooses a vocabulary from the training texts, or takes a run's, and numbers all words by it.</summary>
internal static class TextFit
{
    /// <param name="info">What is known of the data beside what follows from the texts.</param>
    /// <param name="texts">Of each split that has texts of its own; training ones among them.</param>
    /// <param name="isOwn">Whether they are a user's own.</param>
    /// <exception cref="DataException">No word can be told apart, or counts do not fit.</exception>
    public static TextDataset Of(DatasetInfo info, WordTable table, IReadOnlyDictionary<Split, ReadTexts> texts, DataOptions options, bool isOwn)
    {
        var train = texts[Split.Train];
        var held = HeldOut.Of(info.Id, options, train.Words.Count, texts.GetValueOrDefault(Split.Validation)?.Words.Count, train.Labels is { } labels ? row => labels[row] : null);
        var text = options.Text;
        var vocabulary = text.Words ?? Chosen(info, table, Enumerable.Range(0, held.Train).Select(k => train.Words[held.Row(Split.Train, k)]), text.MostWords, text.LeastCount ?? (isOwn ? 2 : 1));
        var known = vocabulary.Select((word, number) => (word, number)).ToDictionary(w => w.word, w => w.number, StringComparer.Ordinal);
        int[] numbers = [.. table.Words.Select(word => known.GetValueOrDefault(word, Vocabulary.Unknown))];
        // The end of a text is not written in it: a word that looks like it is one that is not told apart.
        for (var w = 0; w < numbers.Length; w++) numbers[w] = numbers[w] == Vocabulary.End ? Vocabulary.Unknown : numbers[w];
        var files = texts.ToDictionary(t => t.Key, t => new WordSequences([.. t.Value.Words.Select(Number)], t.Value.Labels));
        var all = texts.Values.SelectMany(t => t.Words).ToList();
        var cut = all.Count(words => words.Length > text.MostLength);
        return new(info with
        {
            Kind = DataKind.WordSequences,
            Shape = [files.Values.Max(f => f.Words.Max(words => words.Length))],
            Fields = TextFields,
            Splits = texts.ToDictionary(t => t.Key, t => t.Value.Words.Count),
            Vocabulary = vocabulary,
            Note = isOwn ? Told(all, vocabulary, numbers, text) : info.Note,
            Warnings = cut == 0 ? info.Warnings : [.. info.Warnings, Text($"{info.Title}: {cut:N0} of {all.Count:N0} texts are longer than {text.MostLength} words: their beginnings are taken (data.maxLength)")],
        }, files, held);

        int[] Number(int[] words) => words.Length > text.MostLength ? [.. words.Take(text.MostLength).Select(w => numbers[w])] : [.. words.Select(w => numbers[w]), Vocabulary.End];
    }

    /// <summary>Fields of texts whose lengths differ.</summary>
    public static IReadOnlyList<Field> TextFields { get; } = [new(Field.Main, Torch.DType.I64, [null])];

    private static IReadOnlyList<string> Chosen(DatasetInfo info, WordTable table, IEnumerable<int[]> texts, int most, int least)
    {
        var counts = new long[table.Words.Count];
        foreach (var words in texts)
            foreach (var word in words) counts[word]++;
        var vocabulary = Vocabulary.Of(table.Words.Select((word, number) => KeyValuePair.Create(word, counts[number])), most, least);
        return vocabulary.Count > Vocabulary.Unknown + 1 ? vocabulary
            : throw new DataException(string.Create(CultureInfo.InvariantCulture, $"{info.Title}: no word is in the training texts {least} times; set data.minCount=1 to tell apart words that are there once"));
    }

    private static string Told(List<int[]> texts, IReadOnlyList<string> vocabulary, int[] numbers, TextOptions options)
    {
        var (all, unknown) = (texts.Sum(t => (long)t.Length), texts.Sum(t => t.LongCount(w => numbers[w] == Vocabulary.Unknown)));
        var words = Text($"{texts.Count:N0} texts of {(double)all / texts.Count:0.0} words on average");
        return options.Words is null
            ? words + Text($"; {vocabulary.Count - 2:N0} word{(vocabulary.Count == 3 ? " is" : "s are")} told apart, {unknown:N0} of {all:N0} are others and read as {Vocabulary.UnknownWord}")
            : words + Text($"; {unknown:N0} of {all:N0} words are not among the {vocabulary.Count - 2:N0} the run knows and are read as {Vocabulary.UnknownWord}");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
