using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Elbo.Evaluation.Charts;

namespace Elbo.Evaluation.Tests.Charts;

public sealed class ChartTests
{
    private static readonly Axis Epoch = new("epoch") { IsWhole = true };
    private static readonly Axis Nats = new("ELBO", "nats");

    private static readonly double[][] Awkward =
    [
        [],
        [3],
        [double.NaN],
        [double.NaN, double.PositiveInfinity, double.NegativeInfinity],
        [-5, -5, -5],
        [0, 0],
        [1, double.NaN, 2, double.PositiveInfinity, 3, 4],
        [double.MaxValue, -double.MaxValue, 1],
        [double.Epsilon, 1e-300, 1e-31],
        [1e29, -1e29],
        [1e15, 1e15 + 0.125],
        [-0.0, 0.0, 1e-12],
        [.. Enumerable.Range(0, 30_000).Select(i => Math.Sin(i * 0.7) * i)],
    ];

    public static IEnumerable<TheoryDataRow<double[]>> AwkwardValues => Awkward.Select(values => new TheoryDataRow<double[]>(values));

    [Theory]
    [MemberData(nameof(AwkwardValues), DisableDiscoveryEnumeration = true)]
    public void Any_values_give_well_formed_images_with_finite_numbers(double[] values)
    {
        double[] x = [.. values.Select((_, i) => (double)i)];
        foreach (bool isLogarithmic in new[] { false, true })
        {
            var axis = new Axis("value", "nats") { IsLogarithmic = isLogarithmic };
            ShouldBeWellFormed(Chart.Lines("lines", axis, axis, new("by index", x, values), new LineSeries("by value", values, x)));
            ShouldBeWellFormed(Chart.Bars("bars", Epoch, axis, values, new() { Limit = 0.5 }));
            ShouldBeWellFormed(Chart.Bars("bars", Epoch, axis, values, new() { IsSorted = false }));
            ShouldBeWellFormed(Chart.Scatter("points", axis, axis, [.. values.Zip(x)], [.. x.Select(i => (int)i % 23)]));
        }
    }

    [Fact]
    public void A_value_that_is_not_finite_is_a_gap_in_the_line()
    {
        Chart chart = Chart.Lines("gap", Epoch, Nats, new LineSeries("s", [1, 2, double.NaN, 4, double.PositiveInfinity, 6]));

        // Two joined points, and two that stand alone and are drawn as dots.
        string line = Marks(chart, "line").Single().Attribute("d")!.Value;
        line.Count(c => c == 'M').ShouldBe(3);
        line.Count(c => c == 'L').ShouldBe(1);
        Regex.Count(line, "h0").ShouldBe(2);
    }

    [Fact]
    public void Larger_values_stand_higher_and_later_ones_further_right()
    {
        Chart chart = Chart.Lines("order", Epoch, Nats, new LineSeries("s", [-200, -120, -100]));

        double[] numbers = [.. Regex.Matches(Marks(chart, "line").Single().Attribute("d")!.Value, @"[\d.]+").Select(m => Number(m.Value))];
        numbers.Where((_, i) => i % 2 == 0).ShouldBeInOrder(SortDirection.Ascending);
        numbers.Where((_, i) => i % 2 == 1).ShouldBeInOrder(SortDirection.Descending);

        // 80 of 100 nats are climbed in the first of two steps, up to rounding to a tenth of a unit.
        ((numbers[1] - numbers[3]) / (numbers[1] - numbers[5])).ShouldBe(0.8, 0.002);
    }

    [Fact]
    public void On_a_logarithmic_axis_equal_ratios_are_equal_distances()
    {
        Chart chart = Chart.Lines("log", new Axis("step") { IsLogarithmic = true }, Nats, new LineSeries("s", [1, 10, 100, 1000, 0, -4], [0, 1, 2, 3, 4, 5]));

        double[] x = [.. Regex.Matches(Marks(chart, "line").Single().Attribute("d")!.Value, @"[ML]([\d.]+)").Select(m => Number(m.Groups[1].Value))];
        x.Length.ShouldBe(4, "zero and negative values have no logarithm");
        for (int i = 1; i < 4; i++)
            (x[i] - x[i - 1]).ShouldBe((x[3] - x[0]) / 3, 0.11, "rounded to a tenth of a unit");
    }

    [Fact]
    public void A_long_series_is_thinned_without_losing_its_spike()
    {
        double[] values = new double[200_000];
        values[123_456] = -700;
        values[123_457] = 900;
        Chart spiky = Chart.Lines("long", new Axis("step"), Nats, new LineSeries("s", values));
        double[] y = [.. Regex.Matches(Marks(spiky, "line").Single().Attribute("d")!.Value, @"[ML][\d.]+ ([\d.]+)").Select(m => Number(m.Groups[1].Value))];

        spiky.Svg.Length.ShouldBeLessThan(60_000);
        y.Distinct().Count().ShouldBe(3, "rest, dip and peak");
    }

    [Fact]
    public void Bars_go_from_the_largest_to_the_smallest_and_name_their_index()
    {
        Chart chart = Chart.Bars("KL", new Axis("dimension"), new Axis("KL", "nats"), [0.5, 2.25, double.NaN, 1]);

        XElement[] bars = [.. XElement.Parse(chart.Svg).Descendants(Markup.Svg + "rect").Where(r => r.Element(Markup.Svg + "title") is not null)];
        bars.Select(b => b.Value).ShouldBe(["dimension 1: 2.25 nats", "dimension 3: 1 nats", "dimension 0: 0.5 nats"]);
        double[] heights = [.. bars.Select(b => Number(b.Attribute("height")!.Value))];
        (heights[0] / heights[2]).ShouldBe(4.5, 0.02, "heights are proportional, rounded to a tenth of a unit");
        bars.Select(b => Number(b.Attribute("x")!.Value)).ShouldBeInOrder(SortDirection.Ascending);
        chart.Description.ShouldContain("Largest: 2.25 at dimension 1");
    }

    [Fact]
    public void A_scatter_chart_has_one_colour_and_one_written_name_per_label()
    {
        Chart chart = Chart.Scatter("latent", new("z1"), new("z2"), [(0, 0), (1, 1), (2, 2), (0, 1)], [0, 1, 2, 0], ["cat", "dog"]);

        XElement svg = XElement.Parse(chart.Svg);
        string[] colours = [.. Marks(chart, "dots").Select(d => d.Attribute("style")!.Value.Split(';')[0])];
        colours.Length.ShouldBe(3);
        colours.Distinct().Count().ShouldBe(3);
        svg.Elements(Markup.Svg + "text").Select(t => t.Value).ShouldBe(["cat", "dog", "2"]);
        Marks(chart, "dots").First().Attribute("d")!.Value.Count(c => c == 'M').ShouldBe(2);
    }

    [Fact]
    public void Both_axes_of_a_scatter_chart_have_the_same_scale()
    {
        Chart chart = Chart.Scatter("latent", new("z1"), new("z2"), [(0, 0), (10, 0), (0, 1)]);

        double[] at = [.. Regex.Matches(Marks(chart, "dots").Single().Attribute("d")!.Value, @"[\d.]+").Select(m => Number(m.Value)).Where((_, i) => i % 3 != 2)];
        ((at[2] - at[0]) / (at[1] - at[5])).ShouldBe(10, 0.05, "rounded to a tenth of a unit");
    }

    [Fact]
    public void An_empty_chart_says_so() => Chart.Lines("empty", Epoch, Nats).Svg.ShouldContain("no data");

    [Fact]
    public void Units_stand_beside_the_axis() => XElement.Parse(Chart.Lines("u", Epoch, Nats).Svg).Value.ShouldContain("ELBO (nats)");

    [Fact]
    public void Axis_ends_can_be_fixed()
    {
        Chart chart = Chart.Lines("fixed", Epoch, new Axis("ELBO") { From = -140, To = -90 }, new LineSeries("s", [-500, -120, -100]));

        string[] ticks = [.. XElement.Parse(chart.Svg).Descendants(Markup.Svg + "text").Where(t => t.Attribute("text-anchor")?.Value == "end").Select(t => t.Value)];
        ticks.ShouldBe(["−140", "−130", "−120", "−110", "−100", "−90"]);
    }

    [Fact]
    public void Series_and_labels_of_different_lengths_are_refused()
    {
        Should.Throw<ArgumentException>(() => new LineSeries("train", [1, 2], [1])).Message.ShouldContain("train");
        Should.Throw<ArgumentException>(() => Chart.Scatter("s", new("x"), new("y"), [(1, 1)], [1, 2])).Message.ShouldContain("labels");
        Should.Throw<ArgumentException>(() => Chart.Bars("b", new("x"), new("y"), [1], new() { Emphasis = [] })).Message.ShouldContain("flags");
    }

    [Fact]
    public void Other_cultures_do_not_change_a_byte()
    {
        string Draw() => Chart.Lines("c", Epoch, Nats, new LineSeries("s", [-1234.5, 0.25])).Svg;
        string invariant = Draw();
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            var commas = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            commas.NumberFormat.NumberDecimalSeparator = ",";
            commas.NumberFormat.NegativeSign = "~";
            CultureInfo.CurrentCulture = commas;
            Draw().ShouldBe(invariant);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static IEnumerable<XElement> Marks(Chart chart, string kind)
        => XElement.Parse(chart.Svg).Elements(Markup.Svg + "svg").Elements(Markup.Svg + "path").Where(p => p.Attribute("class")!.Value == kind);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static void ShouldBeWellFormed(Chart chart)
    {
        XElement svg = XElement.Parse(chart.Svg);
        string[] numeric = ["x", "y", "x1", "x2", "y1", "y2", "width", "height"];
        foreach (XAttribute attribute in svg.DescendantsAndSelf().Attributes())
        {
            if (numeric.Contains(attribute.Name.LocalName) && attribute.Value != "100%")
                Math.Abs(Number(attribute.Value)).ShouldBeLessThan(20_000, attribute.ToString());
            if (attribute.Name.LocalName is "width" or "height" && attribute.Value != "100%")
                Number(attribute.Value).ShouldBeGreaterThanOrEqualTo(0);
            if (attribute.Name.LocalName is "d" or "viewBox")
                attribute.Value.ShouldMatch(@"^[MLh\d .-]*$");
        }
        svg.Descendants(Markup.Svg + "text").Select(t => t.Value).Where(t => t.Contains("NaN") || t.Contains('∞')).ShouldBeEmpty();
        svg.Descendants(Markup.Svg + "line").Count(l => l.Attribute("class")!.Value == "grid").ShouldBeInRange(1, 20);
    }
}
