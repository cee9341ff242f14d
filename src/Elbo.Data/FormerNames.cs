using System.Collections.Frozen;

namespace Elbo.Data;

/// <summary>Options and keys of configurations that had another name once. An old name is refused, and the message says the new one.</summary>
public static class FormerNames
{
    private static readonly FrozenDictionary<string, string> now = new Dictionary<string, string>
    {
        ["--pictures"] = "--images",
        ["gridLaw"] = "gridPrior",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Every old name with the one it has now.</summary>
    public static IReadOnlyDictionary<string, string> All => now;

    /// <summary>The tail of an error message: <c>; it is called 'x' now</c>; null where the name is no former one of any of <paramref name="known"/>.</summary>
    public static string? Hint(string given, IReadOnlyCollection<string> known) =>
        now.TryGetValue(given, out var name) && known.Contains(name) ? $"; it is called '{name}' now" : null;
}
