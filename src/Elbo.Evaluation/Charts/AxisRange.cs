namespace Elbo.Evaluation.Charts;

/// <summary>The stretch of values an axis shows, and its ticks at round numbers.</summary>
internal sealed class AxisRange
{
    // Beyond this a value is a diverged run, not a measurement: it is left as a gap so that the rest can be read.
    private const double LargestDrawn = 1e30;
    private const double SmallestLogarithm = 1e-30;

    private readonly Axis axis;

    private AxisRange(double low, double high, Axis axis, bool isEmpty)
    {
        (Low, High, this.axis, IsEmpty) = (low, high, axis, isEmpty);
        Ticks = RoundTicks.For(low, high, axis);
    }

    public double Low { get; }

    public double High { get; }

    /// <summary>Whether there was no value to show.</summary>
    public bool IsEmpty { get; }

    public IReadOnlyList<Tick> Ticks { get; }

    /// <summary>The range that shows all values that can be drawn.</summary>
    /// <param name="axis">Its kind and its fixed ends, if any.</param>
    /// <param name="values">The data.</param>
    /// <param name="margin">Part of the range added at each end that is not fixed.</param>
    /// <param name="withZero">Whether zero belongs to the range, as for bars.</param>
    public static AxisRange Of(Axis axis, IEnumerable<double> values, double margin = 0, bool withZero = false)
    {
        double low = double.PositiveInfinity;
        double high = double.NegativeInfinity;
        foreach (double value in values)
        {
            if (!CanDraw(value, axis.IsLogarithmic))
                continue;
            low = Math.Min(low, value);
            high = Math.Max(high, value);
        }
        bool isEmpty = low > high;
        if (isEmpty)
            (low, high) = axis.IsLogarithmic ? (1, 10) : (0, 1);
        if (withZero && !axis.IsLogarithmic)
            (low, high) = (Math.Min(low, 0), Math.Max(high, 0));
        (low, high) = axis.IsLogarithmic ? WidenLogarithmic(low, high, margin) : Widen(low, high, margin, withZero);
        if (axis.From is { } from && CanDraw(from, axis.IsLogarithmic) && from < (axis.To ?? high))
            low = from;
        if (axis.To is { } to && CanDraw(to, axis.IsLogarithmic) && to > low)
            high = to;
        return new AxisRange(low, high, axis, isEmpty);
    }

    /// <summary>The same range, extended by equal parts at both ends to <paramref name="span"/>.</summary>
    public AxisRange Stretch(double span)
    {
        double more = (span - (High - Low)) / 2;
        return new AxisRange(Low - more, High + more, axis, IsEmpty);
    }

    public bool CanDraw(double value) => CanDraw(value, axis.IsLogarithmic);

    /// <summary>Where a value lies: 0 at <see cref="Low"/>, 1 at <see cref="High"/>, beyond them outside.</summary>
    public double Fraction(double value)
    {
        double fraction = axis.IsLogarithmic
            ? (Math.Log10(value) - Math.Log10(Low)) / (Math.Log10(High) - Math.Log10(Low))
            : (value - Low) / (High - Low);
        return Math.Clamp(fraction, -20, 21);
    }

    public static bool CanDraw(double value, bool isLogarithmic)
        => Math.Abs(value) <= LargestDrawn && (!isLogarithmic || value >= SmallestLogarithm);

    private static (double Low, double High) Widen(double low, double high, double margin, bool withZero)
    {
        // Closer than rounding can tell apart: one value.
        if (high - low <= Math.Max(Math.Abs(low), Math.Abs(high)) * 1e-9)
        {
            double around = high == 0 ? 1 : Math.Abs(high) * 0.05;
            return withZero ? (0, 1) : (low - around, high + around);
        }
        double more = (high - low) * margin;
        bool startsAtZero = low >= 0 && low - more < 0;
        bool endsAtZero = high <= 0 && high + more > 0;
        return (startsAtZero ? Math.Min(low, 0) : low - more, endsAtZero ? Math.Max(high, 0) : high + more);
    }

    private static (double Low, double High) WidenLogarithmic(double low, double high, double margin)
    {
        if (high / low < 1 + 1e-9)
            return (low / 2, high * 2);
        double more = Math.Pow(high / low, margin);
        return (low / more, high * more);
    }
}
