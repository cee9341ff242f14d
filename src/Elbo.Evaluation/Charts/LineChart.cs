using System.Text;
using System.Xml.Linq;

namespace Elbo.Evaluation.Charts;

/// <summary>Draws lines with gaps where values are not finite.</summary>
internal static class LineChart
{
    private const double BoxHeight = 205;

    // Up to here every point gets a dot; beyond, dots would hide the line.
    private const int FewPoints = 30;

    public static Chart Draw(string title, Axis x, Axis y, IReadOnlyList<LineSeries> series)
    {
        AxisRange xRange = AxisRange.Of(x, series.SelectMany(Both(x, y, s => s.X)));
        AxisRange yRange = AxisRange.Of(y, series.SelectMany(Both(x, y, s => s.Y)), margin: 0.05);
        LegendEntry[] legend = [.. series.Select((s, i) => new LegendEntry(s.Name, Palette.Line(i), Palette.Dash(i), IsDot: false))];
        var frame = new PlotFrame(title, x, y, xRange, yRange, legend, BoxHeight);
        var marks = new List<XElement>();
        for (int i = 0; i < series.Count; i++)
        {
            List<List<(double X, double Y)>> runs = Runs(frame, series[i]);
            marks.Add(Path("line", Outline(runs), Palette.Line(i), Palette.Dash(i)));
            if (series[i].X.Count <= FewPoints)
                marks.Add(Path("dots", Dots(runs), Palette.Line(i) + ";stroke-width:5", null));
        }
        return frame.Close(title, Describe(x, y, series), marks, []);
    }

    // A coordinate counts for the range only where its point can be drawn.
    private static Func<LineSeries, IEnumerable<double>> Both(Axis x, Axis y, Func<LineSeries, IReadOnlyList<double>> coordinate)
        => series => Enumerable.Range(0, series.X.Count)
            .Where(i => AxisRange.CanDraw(series.X[i], x.IsLogarithmic) && AxisRange.CanDraw(series.Y[i], y.IsLogarithmic))
            .Select(i => coordinate(series)[i]);

    private static List<List<(double X, double Y)>> Runs(PlotFrame frame, LineSeries series)
    {
        var runs = new List<List<(double X, double Y)>>();
        bool isOpen = false;
        for (int i = 0; i < series.X.Count; i++)
        {
            bool canDraw = frame.X.CanDraw(series.X[i]) && frame.Y.CanDraw(series.Y[i]);
            if (canDraw && !isOpen)
                runs.Add([]);
            if (canDraw)
                runs[^1].Add((frame.AtX(series.X[i]), frame.AtY(series.Y[i])));
            isOpen = canDraw;
        }
        return [.. runs.Select(Thin)];
    }

    // Of all points in half a pixel's column only the first, lowest, highest and last can be seen.
    private static List<(double X, double Y)> Thin(List<(double X, double Y)> run)
    {
        var kept = new List<(double X, double Y)>();
        for (int start = 0; start < run.Count;)
        {
            int end = start + 1;
            int lowest = start;
            int highest = start;
            for (; end < run.Count && Math.Floor(run[end].X * 2) == Math.Floor(run[start].X * 2); end++)
            {
                lowest = run[end].Y < run[lowest].Y ? end : lowest;
                highest = run[end].Y > run[highest].Y ? end : highest;
            }
            foreach (int i in new SortedSet<int> { start, lowest, highest, end - 1 })
                kept.Add(run[i]);
            start = end;
        }
        return kept;
    }

    private static string Outline(List<List<(double X, double Y)>> runs)
    {
        var path = new StringBuilder();
        foreach (List<(double X, double Y)> run in runs)
        {
            for (int i = 0; i < run.Count; i++)
                path.Append(i == 0 ? 'M' : 'L').Append(Pair(run[i]));
            if (run.Count == 1)
                path.Append("h0");
        }
        return path.ToString();
    }

    private static string Dots(List<List<(double X, double Y)>> runs)
        => string.Concat(runs.SelectMany(run => run).Select(point => $"M{Pair(point)}h0"));

    private static string Pair((double X, double Y) point) => $"{NumberText.Coordinate(point.X)} {NumberText.Coordinate(point.Y)}";

    private static XElement Path(string kind, string outline, string colour, string? dash)
    {
        var path = new XElement(
            Markup.Svg + "path", new XAttribute("class", kind), new XAttribute("d", outline), new XAttribute("style", $"stroke:{colour}"));
        if (dash is not null)
            path.SetAttributeValue("stroke-dasharray", dash);
        return path;
    }

    private static string Describe(Axis x, Axis y, IReadOnlyList<LineSeries> series)
    {
        IEnumerable<string> parts = series.Select(s =>
        {
            double[] drawn = [.. s.Y.Where(double.IsFinite)];
            return drawn.Length == 0
                ? $" {s.Name}: no data."
                : $" {s.Name}: from {NumberText.Short(drawn[0])} to {NumberText.Short(drawn[^1])}.";
        });
        return $"Line chart of {y.Caption} over {x.Caption}.{string.Concat(parts)}";
    }
}
