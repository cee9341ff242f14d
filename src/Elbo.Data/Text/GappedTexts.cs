using System.Globalization;

namespace Elbo.Data;

/// <summary>Texts in which words are missing, each to be filled by one word.</summary>
public static class GappedTexts
{
    /// <summary>How a missing word is written; any word of underscores alone is one.</summary>
    public const string Gap = "___";

    /// <summary>The texts of a file as a model was taught to read them.</summary>
    /// <param name="path">A text file with a text a line, or a table.</param>
    /// <param name="options">As the model's own data were read: what a word is, and the column of a table.</param>
    /// <param name="vocabulary">The model's.</param>
    /// <exception cref="DataException">The file cannot be read, lacks the column, or has no gap.</exception>
    public static IReadOnlyList<GappedText> Read(string path, DataOptions options, IReadOnlyList<string> vocabulary)
    {
        if (Directory.Exists(path)) throw new DataException($"{path}: is a folder; name the file whose gaps are to be filled");
        var known = vocabulary.Index().ToDictionary(w => w.Item, w => (long)w.Index, StringComparer.Ordinal);
        List<GappedText> texts = [];
        foreach (var (name, text) in OwnTexts.Rows(path, options))
        {
            var table = new WordTable();
            List<int> numbers = [];
            WordSplit.Into(numbers, text, table, options.Text.LowerCase);
            if (numbers.Count == 0) continue;
            string[] words = [.. numbers.Select(n => table.Words[n])];
            texts.Add(new(name, words, [.. words.Select(w => NumberOf(known, w)), Vocabulary.End], [.. words.Select(w => w.All(c => c == '_'))], null));
        }

        if (texts.Count == 0) throw new DataException($"{path}: has no text");
        return texts.Exists(t => t.Gaps > 0) ? texts : throw new DataException($"{path}: has no gap to fill; write {Gap} for each missing word");
    }

    /// <summary>Examples of a data set with their last words hidden.</summary>
    /// <param name="examples">Which.</param>
    /// <param name="share">Part of the words of each that is hidden, in (0, 1]; at least one word is.</param>
    public static IReadOnlyList<GappedText> Hide(IDataset data, Split split, IReadOnlyList<long> examples, double share)
    {
        using var scope = Torch.TensorScope.Enter();
        var vocabulary = data.Info.Vocabulary!;
        List<GappedText> texts = [];
        foreach (var example in examples)
        {
            var numbers = data.Draw(split, [example]).X.ToArray<long>();
            var length = Array.IndexOf(numbers, Vocabulary.End) is >= 0 and var end ? end : numbers.Length;
            var hidden = Math.Max(1, (int)Math.Round(share * length, MidpointRounding.AwayFromZero));
            string[] words = [.. numbers[..length].Select(n => vocabulary[(int)n])];
            bool[] open = [.. Enumerable.Range(0, length).Select(t => t >= length - hidden)];
            texts.Add(new((data as INamedExamples)?.NameOf(split, example) ?? example.ToString(CultureInfo.InvariantCulture), [.. words.Zip(open, (word, isOpen) => isOpen ? Gap : word)], numbers, open, words));
        }

        return texts;
    }

    // The end of a text is not written in it.
    private static long NumberOf(Dictionary<string, long> known, string word) => known.GetValueOrDefault(word, Vocabulary.Unknown) is not Vocabulary.End and var number ? number : Vocabulary.Unknown;
}

/// <summary>A text in which words are missing.</summary>
/// <param name="Name">Line or row of the file, or what the data set calls it.</param>
/// <param name="Words">As written, <see cref="GappedTexts.Gap"/> for missing ones.</param>
/// <param name="Numbers">Of the words and, unless the text goes on, the end behind them.</param>
/// <param name="Open">Which words are missing.</param>
/// <param name="Whole">All words, where they are known.</param>
public sealed record GappedText(string Name, IReadOnlyList<string> Words, IReadOnlyList<long> Numbers, IReadOnlyList<bool> Open, IReadOnlyList<string>? Whole)
{
    /// <summary>Words that are missing.</summary>
    public int Gaps => Open.Count(isOpen => isOpen);

    /// <summary>The text with words in its gaps; known words stay as they were written, told apart or not.</summary>
    /// <param name="filled">Words for all places, of which those of the gaps are taken.</param>
    public IReadOnlyList<string> Filled(IReadOnlyList<string> filled) => [.. Words.Select((word, t) => Open[t] ? filled[t] : word)];
}
