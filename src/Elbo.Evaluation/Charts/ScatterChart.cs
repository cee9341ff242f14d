using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace Elbo.Evaluation.Charts;

/// <summary>Draws points coloured by label, each label written at its points' median, so that colour is not needed to read it.</summary>
internal static class ScatterChart
{
    public static Chart Draw(
        string title,
        Axis x,
        Axis y,
        IReadOnlyList<(double X, double Y)> points,
        IReadOnlyList<int> labels,
        IReadOnlyList<string> names)
    {
        (double X, double Y, int Label)[] drawn = [.. points
            .Select((p, i) => (p.X, p.Y, labels.Count == 0 ? 0 : labels[i]))
            .Where(p => AxisRange.CanDraw(p.X, x.IsLogarithmic) && AxisRange.CanDraw(p.Y, y.IsLogarithmic))];
        AxisRange xRange = AxisRange.Of(x, drawn.Select(p => p.X), margin: 0.03);
        AxisRange yRange = AxisRange.Of(y, drawn.Select(p => p.Y), margin: 0.03);
        if (IsFree(x) && IsFree(y))
        {
            double span = Math.Max(xRange.High - xRange.Low, yRange.High - yRange.Low);
            (xRange, yRange) = (xRange.Stretch(span), yRange.Stretch(span));
        }

        int[] classes = labels.Count == 0 ? [] : [.. drawn.Select(p => p.Label).Distinct().Order()];
        LegendEntry[] legend = [.. classes.Select((c, i) => new LegendEntry(Name(c, names), Palette.Category(i), null, IsDot: true))];
        var frame = new PlotFrame(title, x, y, xRange, yRange, legend, boxHeight: 0);
        IEnumerable<IGrouping<int, (double X, double Y, int Label)>> groups = drawn.GroupBy(p => p.Label).OrderBy(g => g.Key);
        double size = points.Count > 3000 ? 2.6 : points.Count > 500 ? 3.6 : 5.5;
        var marks = new List<XElement>();
        var notes = new List<XElement>();
        foreach ((int index, IGrouping<int, (double X, double Y, int Label)> group) in groups.Index())
        {
            marks.Add(Dots(frame, group, Palette.Category(index), size));
            if (classes.Length > 1)
                notes.Add(PlotFrame.Text(
                    Name(group.Key, names),
                    Median(group.Select(p => frame.AtX(p.X))),
                    Median(group.Select(p => frame.AtY(p.Y))) + 4.5,
                    "strong",
                    "middle"));
        }
        string kinds = classes.Length > 1 ? string.Create(CultureInfo.InvariantCulture, $" in {classes.Length} classes") : "";
        string description = string.Create(CultureInfo.InvariantCulture, $"Scatter chart of {drawn.Length} points{kinds}: {y.Caption} against {x.Caption}.");
        return frame.Close(title, description, marks, notes);
    }

    private static bool IsFree(Axis axis) => !axis.IsLogarithmic && axis.From is null && axis.To is null;

    private static string Name(int label, IReadOnlyList<string> names)
        => label >= 0 && label < names.Count ? names[label] : label.ToString(CultureInfo.InvariantCulture);

    // One path of zero-length strokes with round ends per label: a tenth of the bytes of as many circles.
    private static XElement Dots(PlotFrame frame, IEnumerable<(double X, double Y, int Label)> points, string colour, double size)
    {
        var path = new StringBuilder();
        foreach ((double x, double y, _) in points)
            path.Append('M').Append(NumberText.Coordinate(frame.AtX(x))).Append(' ').Append(NumberText.Coordinate(frame.AtY(y))).Append("h0");
        return new XElement(
            Markup.Svg + "path",
            new XAttribute("class", "dots"),
            new XAttribute("d", path.ToString()),
            new XAttribute("style", $"stroke:{colour};stroke-width:{NumberText.Coordinate(size)}"));
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
