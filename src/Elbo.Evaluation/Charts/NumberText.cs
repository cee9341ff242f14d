using System.Globalization;

namespace Elbo.Evaluation.Charts;

/// <summary>Numbers as people read them: invariant culture, a true minus sign.</summary>
internal static class NumberText
{
    private const char Minus = '\u2212';

    /// <summary>A tick's label: as many decimals as the step between ticks needs, thousands as k, extremes as 1e6.</summary>
    public static string Tick(double value, double step)
    {
        if (value == 0)
            return "0";
        double size = Math.Abs(value);
        if (size >= 1e6 || step < 0.9e-4)
            return Proper(value.ToString("0.##e0", CultureInfo.InvariantCulture));
        if (step >= 999.5 && size >= 1000)
            return Proper((value / 1000).ToString("0.#", CultureInfo.InvariantCulture)) + "k";
        int decimals = Math.Max(0, (int)Math.Ceiling(-Math.Log10(step) - 1e-9));
        return Proper(value.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));
    }

    /// <summary>A value with four significant digits; "n/a" if it is not finite.</summary>
    public static string Short(double value)
        => double.IsFinite(value) ? Proper(value.ToString("G4", CultureInfo.InvariantCulture)) : "n/a";

    /// <summary>A value with a fixed number of decimals; "n/a" if it is not finite.</summary>
    public static string Fixed(double value, int decimals)
        => double.IsFinite(value)
            ? Proper(value.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture))
            : "n/a";

    /// <summary>A coordinate in SVG.</summary>
    public static string Coordinate(double value)
    {
        string text = value.ToString("0.#", CultureInfo.InvariantCulture);
        return text == "-0" ? "0" : text;
    }

    private static string Proper(string number) => number.Replace('-', Minus);
}
