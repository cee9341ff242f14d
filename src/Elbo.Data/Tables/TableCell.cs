using System.Globalization;

namespace Elbo.Data;

/// <summary>What a cell's text means.</summary>
internal static class TableCell
{
    /// <summary>Whether a cell has no value: it is empty, or one of NA, N/A, NaN, null and ?.</summary>
    public static bool IsMissing(string text) =>
        text.AsSpan().Trim() is "" or "?" or "NA" or "N/A" or "NaN" or "nan" or "null" or "NULL" or "na" or "n/a" or "Null";

    /// <summary>A finite number with a point, which an F32 can hold.</summary>
    public static bool TryNumber(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && float.IsFinite((float)value);
}
