using System.Globalization;
using Elbo.Runs.Sessions;

namespace Elbo.Cli.Commands;

/// <summary>Indices of examples as a person types them: <c>0-5</c>, <c>3,14,20-22</c>.</summary>
internal static class IndexList
{
    private const int Most = 100_000;

    /// <summary>What finds the examples of <c>--indices</c> in a split; null where none are named.</summary>
    public static Func<int, string, long[]>? Chooser(string? text) => text is null ? null : (count, of) => Parse(text, "--indices", count, of);

    /// <param name="option">For messages, e.g. <c>--indices</c>.</param>
    /// <param name="count">Examples there are.</param>
    /// <param name="of">What they are of, e.g. <c>the test split of mnist</c>.</param>
    /// <param name="hint">Said where the text is no such list.</param>
    /// <exception cref="UsageException">No such examples, or too many.</exception>
    public static long[] Parse(string text, string option, int count, string of, string hint = "name examples, such as 0-5 or 3,14", int most = Most)
    {
        var examples = new List<long>();
        foreach (var part in text.Split(','))
        {
            var ends = part.Split('-');
            if (ends.Length > 2 || !Read(ends[0], out var first) || !Read(ends[^1], out var last) || last < first) throw new UsageException($"{option} '{text}': {hint}");
            if (last >= count) throw new UsageException($"{option} '{text}': {of} has examples 0 to {(count - 1).ToString(CultureInfo.InvariantCulture)}");
            if (examples.Count + last - first >= most) throw new UsageException($"{option} '{text}': at most {most} examples");
            for (var n = first; n <= last; n++) examples.Add(n);
        }
        return [.. examples];

        static bool Read(string digits, out long number) => long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
