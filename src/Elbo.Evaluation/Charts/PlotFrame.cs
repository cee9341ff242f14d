using System.Xml.Linq;

namespace Elbo.Evaluation.Charts;

/// <summary>An entry of a legend.</summary>
internal readonly record struct LegendEntry(string Name, string Colour, string? Dash, bool IsDot);

/// <summary>
/// Title, legend, axes and grid of a chart, and the box in between, where marks are drawn. Drawn 480 units wide, so that two
/// charts stand side by side on a screen and one fills a phone with letters still readable.
/// </summary>
internal sealed class PlotFrame
{
    public const double Width = 480;
    private const double Edge = 12;

    // A generous mean letter width, so that text fits at the larger size used on phones too.
    private const double Letter = 7.9;
    private const double LineHeight = 18;

    private readonly XElement head = new(Markup.Svg + "g");

    public PlotFrame(string title, Axis x, Axis y, AxisRange xRange, AxisRange yRange, IReadOnlyList<LegendEntry> legend, double boxHeight)
    {
        (X, Y) = (xRange, yRange);
        double bottom = Edge;
        foreach (string line in Wrap(title, (int)((Width - 2 * Edge) / (Letter * 1.05))))
            head.Add(Text(line, Edge, bottom += LineHeight, "title"));
        if (legend.Count > 1)
            bottom = DrawLegend(legend, bottom + LineHeight + 4);
        head.Add(Text(y.Caption, Edge, bottom += LineHeight + 4));

        int longest = yRange.Ticks.Select(t => t.Text.Length).DefaultIfEmpty(1).Max();
        Left = Edge + longest * Letter + 6;
        Top = bottom + 12;
        BoxWidth = Width - Left - Edge - 8;
        BoxHeight = boxHeight > 0 ? boxHeight : BoxWidth;
        Height = Top + BoxHeight + 2 * LineHeight + Edge + 2;
        DrawAxes(x);
    }

    public AxisRange X { get; }

    public AxisRange Y { get; }

    public double Left { get; }

    public double Top { get; }

    public double BoxWidth { get; }

    public double BoxHeight { get; }

    public double Height { get; }

    public double AtX(double value) => Left + X.Fraction(value) * BoxWidth;

    public double AtY(double value) => Top + (1 - Y.Fraction(value)) * BoxHeight;

    public static XElement Text(string text, double x, double y, string? kind = null, string? anchor = null)
    {
        var element = new XElement(Markup.Svg + "text", At("x", x), At("y", y), text);
        if (kind is not null)
            element.SetAttributeValue("class", kind);
        if (anchor is not null)
            element.SetAttributeValue("text-anchor", anchor);
        return element;
    }

    public static XAttribute At(string name, double value) => new(name, NumberText.Coordinate(value));

    public static XElement Line(string kind, double x1, double y1, double x2, double y2)
        => new(Markup.Svg + "line", new XAttribute("class", kind), At("x1", x1), At("y1", y1), At("x2", x2), At("y2", y2));

    /// <summary>The finished chart with its marks, which are cut at the box, and its notes, which are not.</summary>
    public Chart Close(string title, string description, IEnumerable<XElement> marks, IEnumerable<XElement> notes)
    {
        // Half a mark may reach over the box, so that a point on its edge is seen whole.
        const double over = 4;
        string box = string.Join(
            ' ', new[] { Left - over, Top - over, BoxWidth + 2 * over, BoxHeight + 2 * over }.Select(NumberText.Coordinate));
        var root = new XElement(
            Markup.Svg + "svg",
            new XAttribute("class", "elbo-chart"),
            new XAttribute("viewBox", $"0 0 {NumberText.Coordinate(Width)} {NumberText.Coordinate(Height)}"),
            At("width", Width),
            At("height", Height),
            new XAttribute("role", "img"),
            new XAttribute("aria-label", $"{title}. {description}"),
            new XElement(Markup.Svg + "style", ChartStyle.Css),
            new XElement(Markup.Svg + "rect", new XAttribute("class", "ground"), new XAttribute("width", "100%"), new XAttribute("height", "100%")),
            head,
            new XElement(
                Markup.Svg + "svg",
                At("x", Left - over),
                At("y", Top - over),
                At("width", BoxWidth + 2 * over),
                At("height", BoxHeight + 2 * over),
                new XAttribute("viewBox", box),
                marks),
            notes);
        if (X.IsEmpty || Y.IsEmpty)
            root.Add(Text("no data", Left + BoxWidth / 2, Top + BoxHeight / 2, "strong", "middle"));
        return new Chart(title, description, root);
    }

    private double DrawLegend(IReadOnlyList<LegendEntry> legend, double y)
    {
        double x = Edge;
        foreach (LegendEntry entry in legend)
        {
            double sample = entry.IsDot ? 10 : 22;
            double needed = sample + 6 + entry.Name.Length * Letter + 10;
            if (x > Edge && x + needed > Width - Edge)
                (x, y) = (Edge, y + LineHeight + 2);
            head.Add(Sample(entry, x, y - 4, sample), Text(entry.Name, x + sample + 6, y));
            x += needed;
        }
        return y;
    }

    private static XElement Sample(LegendEntry entry, double x, double y, double width)
    {
        var path = new XElement(
            Markup.Svg + "path",
            new XAttribute("class", entry.IsDot ? "dots" : "line"),
            new XAttribute("d", entry.IsDot
                ? $"M{NumberText.Coordinate(x + width / 2)} {NumberText.Coordinate(y)}h0"
                : $"M{NumberText.Coordinate(x)} {NumberText.Coordinate(y)}h{NumberText.Coordinate(width)}"),
            new XAttribute("style", $"stroke:{entry.Colour}" + (entry.IsDot ? ";stroke-width:10" : "")));
        if (entry.Dash is not null)
            path.SetAttributeValue("stroke-dasharray", entry.Dash);
        return path;
    }

    private void DrawAxes(Axis x)
    {
        foreach (Tick tick in Y.Ticks)
        {
            double at = AtY(tick.Value);
            head.Add(Line("grid", Left, at, Left + BoxWidth, at), Text(tick.Text, Left - 7, at + 4.5, anchor: "end"));
        }
        double floor = Top + BoxHeight;
        head.Add(Line("axis", Left, floor, Left + BoxWidth, floor));
        foreach (Tick tick in X.Ticks)
        {
            double at = AtX(tick.Value);
            head.Add(Line("axis", at, floor, at, floor + 5), Text(tick.Text, at, floor + LineHeight + 1, anchor: "middle"));
        }
        head.Add(Text(x.Caption, Left + BoxWidth / 2, floor + 2 * LineHeight + 3, anchor: "middle"));
    }

    private static List<string> Wrap(string text, int letters)
    {
        var lines = new List<string> { "" };
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (lines[^1].Length > 0 && lines[^1].Length + 1 + word.Length > letters)
                lines.Add("");
            lines[^1] += lines[^1].Length > 0 ? " " + word : word;
        }
        return lines;
    }
}
