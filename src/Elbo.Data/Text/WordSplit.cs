using System.Globalization;
using System.Text;

namespace Elbo.Data;

/// <summary>
/// Parts a text into words: runs of letters, digits and marks, with an apostrophe, hyphen, point or comma inside them (<c>don't</c>, <c>well-made</c>, <c>3.50</c>), and any other sign by itself. Names in
/// angle brackets such as <c>&lt;unk&gt;</c> stay whole; ideographs and kana are words each, as nothing parts them.
/// </summary>
internal static class WordSplit
{
    private const int LongestName = 20;

    /// <summary>Adds the numbers of the words.</summary>
    public static void Into(List<int> numbers, string text, WordTable table, bool lowerCase)
    {
        var line = (lowerCase ? text.ToLowerInvariant() : text).AsSpan();
        for (var at = 0; at < line.Length;)
        {
            Rune.DecodeFromUtf16(line[at..], out var rune, out var size);
            if (!IsBlank(rune))
            {
                size = Name(line[at..]) ?? (IsOfWord(rune) ? Word(line[at..]) : size);
                numbers.Add(table.NumberOf(line.Slice(at, size)));
            }

            at += size;
        }
    }

    /// <summary>Adds the numbers of words that blanks part, as published texts have them.</summary>
    public static void AtBlanks(List<int> numbers, string text, WordTable table)
    {
        foreach (var range in text.AsSpan().Split(' '))
        {
            var word = text.AsSpan(range).Trim();
            if (!word.IsEmpty) numbers.Add(table.NumberOf(word));
        }
    }

    private static int Word(ReadOnlySpan<char> line)
    {
        var length = 0;
        while (length < line.Length)
        {
            Rune.DecodeFromUtf16(line[length..], out var rune, out var size);
            if (!IsOfWord(rune) && !IsInside(line, length)) break;
            length += size;
        }

        return length;
    }

    private static bool IsInside(ReadOnlySpan<char> line, int at)
    {
        if (at == 0 || at + 1 >= line.Length) return false;
        Rune.DecodeFromUtf16(line[(at + 1)..], out var next, out _);
        return line[at] switch
        {
            '\'' or '\u2019' or '-' or '_' => IsOfWord(next),
            '.' or ',' => char.IsAsciiDigit(line[at - 1]) && Rune.IsDigit(next),
            _ => false,
        };
    }

    private static int? Name(ReadOnlySpan<char> line)
    {
        if (line[0] != '<') return null;
        var length = 1;
        while (length < line.Length && length < LongestName && char.IsAsciiLetter(line[length])) length++;
        return length > 1 && length < line.Length && line[length] == '>' ? length + 1 : null;
    }

    private static bool IsOfWord(Rune rune) => !IsIdeograph(rune) && (Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.LetterNumber or UnicodeCategory.ConnectorPunctuation);

    private static bool IsIdeograph(Rune rune) => rune.Value is (>= 0x2E80 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or >= 0x20000;

    // What prints nothing is no word: blanks, controls, marks of byte order and direction.
    private static bool IsBlank(Rune rune) => Rune.IsWhiteSpace(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned;
}
