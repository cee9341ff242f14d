using System.Globalization;

namespace Elbo.Data;

/// <summary>Tells what the cells of a table are.</summary>
/// <param name="decimalComma">Whether numbers are written 1,5; else 1.5.</param>
/// <param name="marks">Further texts for a missing value.</param>
internal sealed class CellReader(bool decimalComma, IReadOnlyList<string> marks)
{
    private static readonly NumberFormatInfo comma = new() { NumberDecimalSeparator = ",", NumberGroupSeparator = "." };

    private readonly NumberFormatInfo format = decimalComma ? comma : NumberFormatInfo.InvariantInfo;

    /// <summary>The kind of a cell, and its number where it is one.</summary>
    /// <param name="text">Without blanks around it.</param>
    public CellKind Read(ReadOnlySpan<char> text, out double number)
    {
        number = double.NaN;
        if (IsMissing(text)) return CellKind.Missing;
        foreach (var mark in marks)
            if (text.SequenceEqual(mark)) return CellKind.Missing;
        if (double.TryParse(text, NumberStyles.Float, format, out var value) && float.IsFinite((float)value))
        {
            number = value;
            return CellKind.Number;
        }

        return IsDash(text) ? CellKind.Dash : CellKind.Text;
    }

    /// <summary>What pandas, R, Excel and databases write for a value that is not there.</summary>
    private static bool IsMissing(ReadOnlySpan<char> text) => text is "" or "?" or "NA" or "N/A" or "na" or "n/a" or "NaN" or "nan" or "-nan" or "-NaN" or "NaT" or "<NA>"
        or "null" or "NULL" or "Null" or "#N/A" or "#NA" or "#N/A N/A";

    /// <summary>What is a missing value only among numbers: elsewhere it is a text like others, such as the sign of a charge.</summary>
    private static bool IsDash(ReadOnlySpan<char> text) => text is "-" or "--" or "---" or "–" or "—" or "." or ".." or "None" or "none" or "NONE" or "\\N";
}
