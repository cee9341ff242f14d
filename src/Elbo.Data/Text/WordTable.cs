namespace Elbo.Data;

/// <summary>Numbers for words in the order they are met, while texts are read and before a vocabulary is chosen.</summary>
internal sealed class WordTable
{
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> numbers = new Dictionary<string, int>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
    private readonly List<string> words = [];

    /// <summary>All words, by number.</summary>
    public IReadOnlyList<string> Words => words;

    /// <summary>The number of a word, a new one where it was not met before.</summary>
    public int NumberOf(ReadOnlySpan<char> word)
    {
        if (numbers.TryGetValue(word, out var number)) return number;
        number = words.Count;
        words.Add(word.ToString());
        numbers[word] = number;
        return number;
    }
}

/// <summary>Texts of a split as numbers of a <see cref="WordTable"/>, before the vocabulary is known.</summary>
/// <param name="Words">Of each text in order, at least one.</param>
/// <param name="Labels">Class numbers; null for texts without.</param>
internal sealed record ReadTexts(IReadOnlyList<int[]> Words, long[]? Labels = null);
