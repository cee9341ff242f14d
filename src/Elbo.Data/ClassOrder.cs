using System.Globalization;

namespace Elbo.Data;

/// <summary>The order of classes by their names, which gives them their numbers.</summary>
internal static class ClassOrder
{
    /// <summary>Whole numbers in their order, so that folders 1, 2 and 10 are classes in this order; else texts in theirs.</summary>
    public static IReadOnlyList<string> Of(IEnumerable<string> names)
    {
        var different = names.Distinct(StringComparer.Ordinal).ToList();
        return different.TrueForAll(n => long.TryParse(n, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
            ? [.. different.OrderBy(n => long.Parse(n, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)).ThenBy(n => n, StringComparer.Ordinal)]
            : [.. different.Order(StringComparer.Ordinal)];
    }
}
