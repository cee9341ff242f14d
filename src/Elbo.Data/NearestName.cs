namespace Elbo.Data;

/// <summary>Finds the known name that a mistyped one most likely stands for.</summary>
public static class NearestName
{
    /// <summary>The nearest of <paramref name="known"/>, or null where none is near enough to be meant.</summary>
    /// <remarks>Near enough is a distance of at most a third of the longer name's length, rounded up. Case does not count; of
    /// equally near names the first wins.</remarks>
    public static string? Find(string given, IEnumerable<string> known)
    {
        string? best = null;
        var bestDistance = int.MaxValue;
        foreach (var name in known)
        {
            var distance = Distance(given.ToLowerInvariant(), name.ToLowerInvariant());
            if (distance >= bestDistance || distance > (Math.Max(given.Length, name.Length) + 2) / 3) continue;
            (best, bestDistance) = (name, distance);
        }

        return best;
    }

    /// <summary>The tail of an error message: <c>; did you mean 'x'?</c>, the name it has now where it had <paramref name="given"/> once, or the known names where none is near.</summary>
    public static string Hint(string given, IReadOnlyCollection<string> known) =>
        FormerNames.Hint(given, known) ?? (Find(given, known) is { } near ? $"; did you mean '{near}'?" : $"; known: {string.Join(", ", known)}");

    /// <summary>
    /// Damerau–Levenshtein distance in its restricted form (optimal string alignment): the fewest insertions, deletions,
    /// substitutions and swaps of neighbours, no place edited twice.
    /// </summary>
    public static int Distance(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        var beforeLast = new int[b.Length + 1];
        var last = new int[b.Length + 1];
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++) last[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(last[j], row[j - 1]) + 1, last[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
            }

            (beforeLast, last, row) = (last, row, beforeLast);
        }

        return last[b.Length];
    }
}
