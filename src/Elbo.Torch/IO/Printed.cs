namespace Elbo.Torch.IO;

/// <summary>Text of files and of people, fit to be shown: what comes from a file may hold escape sequences and line ends.</summary>
public static class Printed
{
    private const int LongestName = 40;

    /// <summary>A name or a cell within a line: at most 40 characters, with ? in place of control characters and of line ends of any kind.</summary>
    public static string Name(string text) => Plain(text.Length > LongestName ? string.Concat(text.AsSpan(0, LongestName), "…") : text);

    /// <summary>The whole text with ? in place of control characters and of line ends of any kind.</summary>
    public static string Plain(string text) => !text.AsSpan().ContainsAnyExceptInRange(' ', '~') ? text : string.Create(text.Length, text, static (span, from) =>
    {
        for (var i = 0; i < span.Length; i++) span[i] = IsHarmless(from[i]) ? from[i] : '?';
    });

    /// <summary>Whether a terminal shows a character and does nothing else.</summary>
    public static bool IsHarmless(char c) => !char.IsControl(c) && c is not ('\u2028' or '\u2029');
}
