using System.Buffers.Binary;
using System.Xml.Linq;
using Elbo.Evaluation.Charts;
using Elbo.Evaluation.Images;

namespace Elbo.Evaluation.Reports;

/// <summary>One section of a report: figures, images, tables, text and code in the order they are added.</summary>
public sealed class ReportSection
{
    private readonly List<XElement> parts = [];

    internal ReportSection(string heading)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(heading);
        Heading = heading;
    }

    /// <summary>Over the section.</summary>
    public string Heading { get; }

    /// <summary>Adds a chart. Neighbouring figures stand side by side where there is room.</summary>
    /// <param name="chart">The chart.</param>
    /// <param name="caption">What a reader should see in it.</param>
    public ReportSection Figure(Chart chart, string caption)
    {
        ArgumentNullException.ThrowIfNull(chart);
        return AddFigure(new XElement(chart.Element), caption);
    }

    /// <summary>Adds an image.</summary>
    /// <param name="image">The image, stored in the page as PNG.</param>
    /// <param name="alt">What it shows, for those who cannot see it.</param>
    /// <param name="caption">What a reader should see in it.</param>
    public ReportSection Image(Raster image, string alt, string caption) => Image(PngWriter.ToBytes(image), alt, caption);

    /// <summary>Adds an image from the bytes of a PNG file.</summary>
    /// <exception cref="ArgumentException">The bytes do not start like a PNG file.</exception>
    public ReportSection Image(ReadOnlySpan<byte> png, string alt, string caption)
    {
        const int headerEnd = 24;
        ArgumentNullException.ThrowIfNull(alt);
        if (png.Length < headerEnd || !png.StartsWith(PngWriter.Signature))
            throw new ArgumentException($"the image '{alt}' is not a PNG file", nameof(png));
        var image = new XElement(
            "img",
            new XAttribute("src", "data:image/png;base64," + Convert.ToBase64String(png)),
            new XAttribute("alt", alt),
            new XAttribute("width", BinaryPrimitives.ReadInt32BigEndian(png[16..])),
            new XAttribute("height", BinaryPrimitives.ReadInt32BigEndian(png[20..])));
        return AddFigure(image, caption);
    }

    /// <summary>Adds a paragraph.</summary>
    public ReportSection Text(string paragraph)
    {
        ArgumentNullException.ThrowIfNull(paragraph);
        return Add(new XElement("p", paragraph));
    }

    /// <summary>Adds commands or a listing; lines are kept.</summary>
    public ReportSection Code(string code)
    {
        ArgumentNullException.ThrowIfNull(code);
        return Add(new XElement("pre", new XAttribute("tabindex", "0"), new XElement("code", code)));
    }

    /// <summary>Adds a table. The first column names its rows; columns of numbers are set flush right.</summary>
    /// <exception cref="ArgumentException">A row has not as many cells as there are headers.</exception>
    public ReportSection Table(IReadOnlyList<string> headers, IEnumerable<IReadOnlyList<string>> rows, string? caption = null)
    {
        ArgumentNullException.ThrowIfNull(headers);
        ArgumentNullException.ThrowIfNull(rows);
        return Add(ReportTable.Build(headers, [.. rows], caption ?? Heading, isCaptionShown: caption is not null));
    }

    /// <summary>Adds a table of names and values; values of several lines keep their lines.</summary>
    /// <param name="caption">What the table is, for screen readers.</param>
    /// <param name="entries">Name and value.</param>
    public ReportSection Facts(string caption, params IEnumerable<(string Name, string Value)> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        return Add(ReportTable.BuildFacts(caption, entries));
    }

    internal XElement ToElement(string id)
    {
        string headingId = id + "-heading";
        return new XElement(
            "section",
            new XAttribute("id", id),
            new XAttribute("aria-labelledby", headingId),
            new XElement("h2", new XAttribute("id", headingId), Heading),
            parts);
    }

    private ReportSection AddFigure(XElement content, string caption)
    {
        ArgumentNullException.ThrowIfNull(caption);
        if (parts.Count == 0 || parts[^1].Attribute("class")?.Value != "figures")
            parts.Add(new XElement("div", new XAttribute("class", "figures")));
        parts[^1].Add(new XElement("figure", content, new XElement("figcaption", caption)));
        return this;
    }

    private ReportSection Add(XElement part)
    {
        parts.Add(part);
        return this;
    }
}
