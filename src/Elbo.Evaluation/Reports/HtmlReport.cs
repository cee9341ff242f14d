using System.Text;
using System.Xml.Linq;
using Elbo.Evaluation.Charts;
using Elbo.Evaluation.Files;

namespace Elbo.Evaluation.Reports;

/// <summary>
/// Builds one self-contained HTML page: what was found, the figures that show it, where it comes from and how to get it again.
/// The page loads nothing from outside, runs no script, reads in light and dark, on a phone and on paper.
/// </summary>
/// <remarks>All text is escaped; nothing a caller passes can become markup.</remarks>
public sealed class HtmlReport
{
    private readonly List<XElement> cards = [];
    private readonly List<ReportSection> sections = [];

    /// <summary>A page without sections.</summary>
    /// <param name="title">Heading of the page and its name in a browser.</param>
    /// <exception cref="ArgumentException">The title is empty.</exception>
    public HtmlReport(string title)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(title);
        Title = title;
    }

    /// <summary>Heading of the page and its name in a browser.</summary>
    public string Title { get; }

    /// <summary>The verdict in one sentence, above everything else.</summary>
    public string? Lead { get; init; }

    /// <summary>A key figure.</summary>
    /// <param name="label">What it is, such as "IWAE-100 bound".</param>
    /// <param name="value">The figure as text.</param>
    /// <param name="note">Its standard error and unit, such as "± 0.25 nats per image".</param>
    public void Card(string label, string value, string? note = null)
    {
        ArgumentNullException.ThrowIfNull(label);
        ArgumentNullException.ThrowIfNull(value);
        var card = new XElement("div", new XAttribute("class", "card"), new XElement("dt", label), new XElement("dd", new XAttribute("class", "value"), value));
        if (!string.IsNullOrEmpty(note))
            card.Add(new XElement("dd", new XAttribute("class", "note"), note));
        cards.Add(card);
    }

    /// <summary>A measured key figure with its standard error, rounded to two digits of that error.</summary>
    /// <param name="label">What it is.</param>
    /// <param name="value">The estimate.</param>
    /// <param name="standardError">Its standard error; null or not finite where there is none.</param>
    /// <param name="unit">The unit of both, such as "nats per image".</param>
    public void Card(string label, double value, double? standardError, string unit)
    {
        double error = standardError is { } se && double.IsFinite(se) && se > 0 ? se : 0;
        int decimals = error > 0 ? Math.Clamp(1 - (int)Math.Floor(Math.Log10(error)), 0, 6) : 2;
        string note = error > 0 ? $"± {NumberText.Fixed(error, decimals)} {unit}" : unit;
        Card(label, NumberText.Fixed(value, decimals), note);
    }

    /// <summary>Adds a section, filled by <paramref name="fill"/>. Sections stand in the order they were added.</summary>
    public void Section(string heading, Action<ReportSection> fill)
    {
        ArgumentNullException.ThrowIfNull(fill);
        var section = new ReportSection(heading);
        fill(section);
        sections.Add(section);
    }

    /// <summary>Adds the table of origins: configuration, seed, data, hash of the weights, versions, machine.</summary>
    /// <param name="entries">Name and value; values of several lines (a configuration, for instance) keep their lines.</param>
    public void Provenance(params IEnumerable<(string Name, string Value)> entries)
        => Section("Provenance", section => section.Facts("Where these results come from", entries));

    /// <summary>Adds the commands that produce the same results again, one a line.</summary>
    public void Reproduce(params IEnumerable<string> commands)
        => Section("Reproduce", section => section.Code(string.Join('\n', commands)));

    /// <summary>The page as HTML 5 that is also well-formed XML.</summary>
    public string ToHtml() => "<!DOCTYPE html>\n" + Markup.Serialize(Page()) + "\n";

    /// <summary>Writes the page to a file, which appears whole or not at all.</summary>
    /// <exception cref="IOException">The file cannot be written; the message names it.</exception>
    public void Save(string path) => WholeFile.Write(path, Save);

    /// <summary>Writes the page to a stream as UTF-8; the stream stays open.</summary>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.Write(Encoding.UTF8.GetBytes(ToHtml()));
    }

    private XElement Page()
    {
        var main = new XElement("main", new XElement("header", new XElement("h1", Title)));
        if (!string.IsNullOrEmpty(Lead))
            main.Element("header")!.Add(new XElement("p", new XAttribute("class", "lead"), Lead));
        if (cards.Count > 0)
            main.Add(new XElement("dl", new XAttribute("class", "cards"), new XAttribute("aria-label", "Key figures"), cards));
        if (sections.Count > 2)
            main.Add(Contents());
        main.Add(sections.Select((section, i) => section.ToElement(Anchor(i))));
        return new XElement("html", new XAttribute("lang", "en"), Head(), new XElement("body", main));
    }

    private XElement Head() => new(
        "head",
        new XElement("meta", new XAttribute("charset", "utf-8")),
        // The browser itself is told to load nothing from outside.
        new XElement(
            "meta",
            new XAttribute("http-equiv", "Content-Security-Policy"),
            new XAttribute("content", "default-src 'none'; img-src data:; style-src 'unsafe-inline'")),
        new XElement("meta", new XAttribute("name", "viewport"), new XAttribute("content", "width=device-width, initial-scale=1")),
        new XElement("meta", new XAttribute("name", "color-scheme"), new XAttribute("content", "light dark")),
        new XElement("meta", new XAttribute("name", "generator"), new XAttribute("content", "Elbo")),
        new XElement("link", new XAttribute("rel", "icon"), new XAttribute("href", "data:,")),
        new XElement("title", Title),
        new XElement("style", ReportStyle.Css));

    private XElement Contents() => new(
        "nav",
        new XAttribute("aria-label", "Sections"),
        new XElement("ul", sections.Select((section, i) =>
            new XElement("li", new XElement("a", new XAttribute("href", "#" + Anchor(i)), section.Heading)))));

    private static string Anchor(int index) => FormattableString.Invariant($"section-{index + 1}");
}
