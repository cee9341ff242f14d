using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Elbo.Evaluation.Charts;
using Elbo.Evaluation.Images;
using Elbo.Evaluation.Reports;

namespace Elbo.Evaluation.Tests.Reports;

public sealed class HtmlReportTests
{
    private const string Hostile = "<script>alert(1)</script> & \"quoted\" 'single' ]]> --> \u0001 \ud800";

    [Fact]
    public void The_page_is_well_formed_and_complete()
    {
        XElement page = Parse(DemonstrationReport.Build());

        page.Attribute("lang")!.Value.ShouldBe("en");
        page.Descendants("h1").Count().ShouldBe(1);
        page.Descendants("h2").Select(h => h.Value)
            .ShouldBe(["Training", "Images", "Latent space", "Bound in parts", "Provenance", "Reproduce"]);
        page.Descendants("figure").Count().ShouldBe(7);
        page.Descendants("dt").Select(d => d.Value).ShouldContain("IWAE-100 bound");
    }

    [Fact]
    public void Nothing_is_loaded_from_outside_and_no_script_runs()
    {
        string html = DemonstrationReport.Build().ToHtml();
        XElement page = Parse(html);

        string[] loading = ["src", "href", "srcset", "data", "poster", "action", "background"];
        foreach (XAttribute link in page.DescendantsAndSelf().Attributes().Where(a => loading.Contains(a.Name.LocalName)))
            (link.Value.StartsWith("data:", StringComparison.Ordinal) || link.Value.StartsWith('#')).ShouldBeTrue(link.Value);
        page.Descendants().Where(e => e.Name.LocalName is "script" or "iframe" or "object" or "embed" or "base").ShouldBeEmpty();
        page.DescendantsAndSelf().Attributes().Where(a => a.Name.LocalName.StartsWith("on", StringComparison.Ordinal)).ShouldBeEmpty();
        html.ShouldNotContain("url(");
        html.ShouldNotContain("@import");
        Regex.Count(html.Replace(Markup.Svg.NamespaceName, ""), "https?:").ShouldBe(0);
    }

    [Fact]
    public void Links_between_sections_lead_somewhere()
    {
        XElement page = Parse(DemonstrationReport.Build());

        HashSet<string> ids = [.. page.Descendants().Attributes("id").Select(a => a.Value)];
        ids.Count.ShouldBe(page.Descendants().Attributes("id").Count(), "ids are unique");
        page.Descendants("a").Select(a => a.Attribute("href")!.Value[1..]).ShouldAllBe(id => ids.Contains(id));
        page.Descendants().Attributes("aria-labelledby").Select(a => a.Value).ShouldAllBe(id => ids.Contains(id));
    }

    [Fact]
    public void Images_charts_and_tables_speak_to_screen_readers()
    {
        XElement page = Parse(DemonstrationReport.Build());

        page.Descendants("img").ShouldAllBe(i => i.Attribute("alt")!.Value.Length > 0 && (int)i.Attribute("width")! > 0);
        page.Descendants("figure").Elements(Markup.Svg + "svg").ShouldAllBe(s => s.Attribute("aria-label")!.Value.Length > 0);
        page.Descendants("th").ShouldAllBe(h => h.Attribute("scope") != null);
        page.Descendants("figure").ShouldAllBe(f => f.Element("figcaption")!.Value.Length > 0);
    }

    [Fact]
    public void Hostile_text_stays_text_in_every_field()
    {
        var report = new HtmlReport(Hostile) { Lead = Hostile };
        report.Card(Hostile, Hostile, Hostile);
        report.Card(Hostile, 1, 1, Hostile);
        Chart chart = Chart.Lines(Hostile, new Axis(Hostile, Hostile), new Axis(Hostile, Hostile), new(Hostile, [1.0]), new(Hostile, [2.0]));
        report.Section(Hostile, s => s
            .Figure(chart, Hostile)
            .Figure(Chart.Bars(Hostile, new(Hostile), new(Hostile, Hostile), [1, 2], new() { Emphasis = [true, false], EmphasisNames = (Hostile, Hostile) }), Hostile)
            .Figure(Chart.Scatter(Hostile, new(Hostile), new(Hostile), [(1, 2), (3, 4)], [0, 1], [Hostile, Hostile]), Hostile)
            .Image(new Raster(1, 1, 1), Hostile, Hostile)
            .Text(Hostile)
            .Code(Hostile)
            .Table([Hostile, Hostile], [[Hostile, Hostile]], Hostile));
        report.Provenance((Hostile, Hostile), (Hostile, Hostile + "\n" + Hostile));
        report.Reproduce(Hostile);

        string html = report.ToHtml();

        html.ShouldNotContain("<script", Case.Insensitive);
        html.ShouldNotContain('\u0001');
        Parse(html).Descendants("h1").Single().Value.ShouldBe("<script>alert(1)</script> & \"quoted\" 'single' ]]> --> \ufffd \ufffd");
    }

    [Fact]
    public void Only_void_elements_close_themselves()
    {
        var report = new HtmlReport("empty parts");
        report.Card("", "");
        report.Section("nothing", _ => { });
        report.Section("empty text", s => s.Text("").Code("").Table(["only header"], []));

        // "<p/>" would leave the rest of the page inside the paragraph in a browser.
        Regex.Matches(report.ToHtml(), "<([a-z0-9]+)[^>]*/>").Select(m => m.Groups[1].Value).Distinct().Order()
            .ShouldBe(["link", "meta"]);
    }

    [Theory]
    [InlineData(-97.3088, 0.2512, "−97.31", "± 0.25 nats")]
    [InlineData(-97.3088, 0.0312, "−97.309", "± 0.031 nats")]
    [InlineData(-1234.5, 17.2, "−1234", "± 17 nats")]
    [InlineData(-97.3088, double.NaN, "−97.31", "nats")]
    [InlineData(double.NaN, 0.2, "n/a", "± 0.20 nats")]
    public void A_figure_is_rounded_to_two_digits_of_its_error(double value, double error, string shown, string note)
    {
        var report = new HtmlReport("card");
        report.Card("bound", value, error, "nats");

        XElement card = Parse(report).Descendants("div").Single(d => d.Attribute("class")?.Value == "card");
        card.Elements("dd").Select(d => d.Value).ShouldBe([shown, note]);
    }

    [Fact]
    public void Columns_of_numbers_are_set_flush_right()
    {
        var report = new HtmlReport("table");
        report.Section("t", s => s.Table(["name", "value", "remark"], [["a", "−1.5 ± 0.1", "x"], ["b", "–", "2"]]));

        Parse(report).Descendants("thead").Elements("tr").Elements("th").Select(h => h.Attribute("class")?.Value)
            .ShouldBe([null, "number", null]);
    }

    [Fact]
    public void A_row_of_the_wrong_length_is_refused()
        => Should.Throw<ArgumentException>(() => new HtmlReport("t").Section("s", s => s.Table(["a", "b"], [["1"]], "my table")))
            .Message.ShouldContain("my table");

    [Fact]
    public void Bytes_that_are_no_PNG_are_refused()
        => Should.Throw<ArgumentException>(() => new HtmlReport("t").Section("s", s => s.Image(new byte[40], "my image", "")))
            .Message.ShouldContain("my image");

    [Fact]
    public void Line_breaks_in_commands_and_configurations_are_kept()
    {
        var report = new HtmlReport("lines");
        report.Provenance(("config", "{\n  \"a\": 1\n}"));
        report.Reproduce("first", "second");

        Parse(report).Descendants("pre").Select(p => p.Value).ShouldBe(["{\n  \"a\": 1\n}", "first\nsecond"]);
    }

    [Fact]
    public void The_same_report_gives_the_same_bytes_and_a_saved_file_holds_them()
    {
        string folder = Directory.CreateTempSubdirectory("elbo-report-").FullName;
        try
        {
            string path = Path.Combine(folder, "report.html");
            DemonstrationReport.Build().Save(path);

            File.ReadAllText(path).ShouldBe(DemonstrationReport.Build().ToHtml());
            Directory.GetFiles(folder).ShouldBe([path]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static XElement Parse(HtmlReport report) => Parse(report.ToHtml());

    private static XElement Parse(string html)
    {
        html.ShouldStartWith("<!DOCTYPE html>");
        using var reader = XmlReader.Create(new StringReader(html), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        return XElement.Load(reader, LoadOptions.PreserveWhitespace);
    }
}
