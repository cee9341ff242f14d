using System.Text.RegularExpressions;

namespace Elbo.DocsGenerator;

/// <summary>Fills in what stands between <c>&lt;!-- generated:NAME --&gt;</c> and <c>&lt;!-- /generated --&gt;</c>, each on a line of its own.</summary>
internal static partial class MarkedParts
{
    private const string End = "<!-- /generated -->";

    /// <param name="path">For messages.</param>
    /// <param name="part">The content by name; null for a name that means nothing.</param>
    /// <exception cref="DocumentException">An unknown name, or a part that does not end before the next begins.</exception>
    public static string Fill(string text, string path, Func<string, string?> part)
    {
        var filled = new System.Text.StringBuilder();
        var at = 0;
        foreach (Match begin in Begin().Matches(text))
        {
            if (begin.Index < at) throw new DocumentException($"{path}: '{begin.Value.Trim()}' stands inside another generated part");
            var end = text.IndexOf(End, begin.Index, StringComparison.Ordinal);
            if (end < 0) throw new DocumentException($"{path}: '{begin.Value.Trim()}' has no {End}");
            var content = part(begin.Groups[1].Value) ?? throw new DocumentException($"{path}: nothing is called '{begin.Groups[1].Value}'");
            filled.Append(text, at, begin.Index + begin.Length - at).Append(content.TrimEnd('\n')).Append('\n');
            at = end;
        }
        return filled.Append(text, at, text.Length - at).ToString();
    }

    [GeneratedRegex(@"^<!-- generated:(\S+) -->\n", RegexOptions.Multiline)]
    private static partial Regex Begin();
}
