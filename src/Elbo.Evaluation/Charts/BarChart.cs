using System.Globalization;
using System.Xml.Linq;

namespace Elbo.Evaluation.Charts;

/// <summary>Draws one bar per value; a value that is not finite leaves its place empty.</summary>
internal static class BarChart
{
    private const double BoxHeight = 205;
    private const double WidestBar = 40;
    private const double LeastHeight = 1.2;

    public static Chart Draw(string title, Axis x, Axis y, IReadOnlyList<double> values, BarOptions options)
    {
        if (options.Emphasis is { } flags && flags.Count != values.Count)
            throw new ArgumentException($"{values.Count} values have {flags.Count} emphasis flags");
        const string other = "var(--axis)";
        int[] order = Order(values, options.IsSorted);
        IEnumerable<double> shown = options.Limit is { } limit ? values.Append(limit) : values;
        AxisRange yRange = AxisRange.Of(y, shown, margin: 0.05, withZero: true);

        // Sorted bars are counted from 1 (the rank), others from 0 (the index).
        double first = options.IsSorted ? 1 : 0;
        var places = new Axis(options.IsSorted ? $"{x.Caption}, largest first" : x.Caption)
        {
            IsWhole = true,
            From = first - 0.5,
            To = first - 0.5 + Math.Max(1, values.Count),
        };
        AxisRange xRange = AxisRange.Of(places, values.Count == 0 ? [] : [first, first + values.Count - 1]);
        LegendEntry[] legend = options.Emphasis is null
            ? []
            : [new(options.EmphasisNames.Emphasised, Palette.Category(0), null, true), new(options.EmphasisNames.Other, other, null, true)];

        var frame = new PlotFrame(title, places, y, xRange, yRange, legend, BoxHeight);
        var marks = new List<XElement>();
        double slot = frame.BoxWidth / Math.Max(1, values.Count);
        double thick = Math.Min(WidestBar, slot * 0.8);
        double zero = frame.AtY(y.IsLogarithmic ? yRange.Low : 0);
        for (int rank = 0; rank < order.Length; rank++)
        {
            double value = values[order[rank]];
            if (!yRange.CanDraw(value))
                continue;
            double end = frame.AtY(value);

            // A small value is a thin line, not nothing: nothing means that it is not finite.
            double length = value == 0 ? 0 : Math.Max(LeastHeight, Math.Abs(zero - end));
            bool isStrong = options.Emphasis?[order[rank]] ?? true;
            marks.Add(new XElement(
                Markup.Svg + "rect",
                PlotFrame.At("x", frame.AtX(first + rank) - thick / 2),
                PlotFrame.At("y", value > 0 ? zero - length : zero),
                PlotFrame.At("width", Math.Max(0.5, thick)),
                PlotFrame.At("height", length),
                new XAttribute("style", $"fill:{(isStrong ? Palette.Category(0) : other)}"),
                new XElement(Markup.Svg + "title", string.Create(CultureInfo.InvariantCulture, $"{x.Label} {order[rank]}: {NumberText.Short(value)} {y.Unit}"))));
        }
        List<XElement> notes = [];
        if (options.Limit is { } level && yRange.CanDraw(level))
            notes.Add(PlotFrame.Line("limit", frame.Left, frame.AtY(level), frame.Left + frame.BoxWidth, frame.AtY(level)));
        return frame.Close(title, Describe(x, y, values, order), marks, notes);
    }

    private static int[] Order(IReadOnlyList<double> values, bool isSorted)
    {
        IEnumerable<int> order = Enumerable.Range(0, values.Count);

        // NaN sorts below everything, that is to the right end, and stays empty there.
        return [.. isSorted ? order.OrderByDescending(i => values[i]) : order];
    }

    private static string Describe(Axis x, Axis y, IReadOnlyList<double> values, int[] order)
    {
        int[] finite = [.. order.Where(i => double.IsFinite(values[i]))];
        if (finite.Length == 0)
            return $"Bar chart of {y.Caption}: no data.";
        int largest = finite.MaxBy(i => values[i]);
        int smallest = finite.MinBy(i => values[i]);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Bar chart of {y.Caption} for {values.Count} bars. Largest: {NumberText.Short(values[largest])} at {x.Label} {largest}; smallest: {NumberText.Short(values[smallest])} at {x.Label} {smallest}.");
    }
}
