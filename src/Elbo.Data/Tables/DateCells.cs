using System.Globalization;
using System.Text.RegularExpressions;

namespace Elbo.Data;

/// <summary>Dates in cells, and the numbers that stand for them.</summary>
internal static partial class DateCells
{
    private const string Short = "d.M.", Padded = "dd.MM.";
    private const double DaysOfYear = 365.2425;

    private static readonly string[] days = ["yyyy-MM-dd", "yyyy/MM/dd", "yyyy.MM.dd", "d.M.yyyy"];
    private static readonly string[] formats = [.. days, .. days.SelectMany(d => new[] { " ", "'T'" }.SelectMany(s => new[] { "HH:mm", "HH:mm:ss", "HH:mm:ss.FFFFFFF", "HH:mm:ssK", "HH:mm:ss.FFFFFFFK" }.Select(t => d + s + t)))];

    /// <summary>A date with its time of day, in universal time where it has a zone: the year first, or day, month and year with points between them.</summary>
    public static bool TryRead(string text, out DateTime date) =>
        DateTime.TryParseExact(text, formats, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out date);

    /// <summary>The form that dates have, in which another can be written: that of the one that says most; null where there is none. Days and months have two digits unless a date shows otherwise.</summary>
    public static string? FormatOf(IEnumerable<string> texts)
    {
        var dates = texts.Where(t => TryRead(t, out _)).ToList();
        if (dates.Count == 0) return null;
        var fullest = dates.MaxBy(t => t.Length)!;
        var form = formats.First(f => DateTime.TryParseExact(fullest, f, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out _));
        return form.StartsWith(Short, StringComparison.Ordinal) && !dates.Exists(OneDigit().IsMatch) ? Padded + form[Short.Length..] : form;
    }

    /// <summary>Whether <see cref="FormatOf"/> may give it.</summary>
    public static bool IsFormat(string format) => formats.Contains(format) || (format.StartsWith(Padded, StringComparison.Ordinal) && formats.Contains(Short + format[Padded.Length..]));

    /// <summary>Whether a text is a date in an order that nobody can tell: 03/04/2024.</summary>
    public static bool IsAmbiguous(string text) => Ambiguous().IsMatch(text);

    /// <summary>Days since the beginning of 1970, with the time of day as a fraction.</summary>
    public static double Days(DateTime date) => (date - DateTime.UnixEpoch).TotalDays;

    /// <summary>Sine and cosine of the angle that the year has turned: 31 December is beside 1 January.</summary>
    public static (float Sin, float Cos) Season(DateTime date) => Turn((date.DayOfYear - 1 + date.TimeOfDay.TotalDays) / DaysOfYear);

    /// <summary>Sine and cosine of the angle that the day has turned.</summary>
    public static (float Sin, float Cos) Hour(DateTime date) => Turn(date.TimeOfDay.TotalDays);

    /// <summary>A date as a cell.</summary>
    /// <param name="days">Since the beginning of 1970; what no calendar has is brought to its end.</param>
    /// <param name="format">Of dates and times.</param>
    /// <param name="withTime">Whether it has a time of day.</param>
    public static string Text(double days, string format, bool withTime)
    {
        var seconds = Math.Clamp(Math.Round(withTime ? days * 86_400 : Math.Round(days) * 86_400), (DateTime.MinValue - DateTime.UnixEpoch).TotalSeconds, Math.Floor((DateTime.MaxValue - DateTime.UnixEpoch).TotalSeconds) - 1);
        return DateTime.UnixEpoch.AddSeconds(seconds).ToString(format, CultureInfo.InvariantCulture);
    }

    private static (float Sin, float Cos) Turn(double share)
    {
        var (sin, cos) = Math.SinCos(2 * Math.PI * share);
        return ((float)sin, (float)cos);
    }

    [GeneratedRegex(@"^\d{1,2}[/-]\d{1,2}[/-](\d{4}|\d{2})([ T]\d{1,2}:\d{2}(:\d{2})?( ?[AaPp][Mm])?)?$")]
    private static partial Regex Ambiguous();

    [GeneratedRegex(@"^\d\.|^\d+\.\d\.")]
    private static partial Regex OneDigit();
}
