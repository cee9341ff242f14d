namespace Elbo.Data;

/// <summary>Words by number, of texts as sequences: the end of a text first, then whatever is not told apart, then words by how common they are.</summary>
public static class Vocabulary
{
    /// <summary>Number of what comes after the last word of a text, and of the padding behind it.</summary>
    public const int End = 0;

    /// <summary>Number of every word that is not told apart.</summary>
    public const int Unknown = 1;

    /// <summary>How the end is written where it must be.</summary>
    public const string EndWord = "<eos>";

    /// <summary>How an unknown word is written, in files as in what is printed.</summary>
    public const string UnknownWord = "<unk>";

    /// <summary>Chooses words: the commonest, of equally common ones the first by letters.</summary>
    /// <param name="counts">How often each word is in the training texts.</param>
    /// <param name="most">How many are told apart at most.</param>
    /// <param name="least">How often one must be there.</param>
    internal static IReadOnlyList<string> Of(IEnumerable<KeyValuePair<string, long>> counts, int most, int least) =>
    [
        EndWord, UnknownWord,
        .. counts.Where(c => c.Value >= least && c.Key is not (EndWord or UnknownWord)).OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).Take(most).Select(c => c.Key),
    ];

    /// <summary>A text as it is read: its words in order, up to the end.</summary>
    /// <param name="numbers">Of words; what follows the first end is padding.</param>
    /// <param name="words">By number.</param>
    public static string Text(ReadOnlySpan<long> numbers, IReadOnlyList<string> words)
    {
        var end = numbers.IndexOf(End);
        List<string> text = [];
        foreach (var number in end < 0 ? numbers : numbers[..end]) text.Add(words[(int)number]);
        return string.Join(' ', text);
    }
}
