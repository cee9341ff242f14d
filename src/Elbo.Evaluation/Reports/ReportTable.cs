using System.Globalization;
using System.Xml.Linq;

namespace Elbo.Evaluation.Reports;

/// <summary>Tables whose headers name their rows and columns to screen readers, and which scroll rather than widen a phone's page.</summary>
internal static class ReportTable
{
    public static XElement Build(
        IReadOnlyList<string> headers, IReadOnlyList<IReadOnlyList<string>> rows, string caption, bool isCaptionShown)
    {
        foreach (IReadOnlyList<string> row in rows)
        {
            if (row.Count != headers.Count)
                throw new ArgumentException($"a row of table '{caption}' has {row.Count} cells for {headers.Count} headers");
        }
        bool[] isNumeric = [.. Enumerable.Range(0, headers.Count).Select(c => c > 0 && rows.Count > 0 && rows.All(r => StartsLikeNumber(r[c])))];
        var head = new XElement("tr", headers.Select((h, c) => Cell("th", h, isNumeric[c], scope: "col")));
        IEnumerable<XElement> body = rows.Select(row => new XElement("tr", row.Select((cell, c) =>
            Cell(c == 0 ? "th" : "td", cell, isNumeric[c], c == 0 ? "row" : null))));
        return Scrolling(caption, new XElement(
            "table",
            isCaptionShown ? new XElement("caption", caption) : null,
            new XElement("thead", head),
            new XElement("tbody", body)));
    }

    public static XElement BuildFacts(string caption, IEnumerable<(string Name, string Value)> entries)
        => Scrolling(caption, new XElement(
            "table",
            new XAttribute("class", "facts"),
            new XElement("tbody", entries.Select(entry => new XElement(
                "tr",
                new XElement("th", new XAttribute("scope", "row"), entry.Name),
                new XElement("td", entry.Value.Contains('\n') ? new XElement("pre", entry.Value) : entry.Value))))));

    private static XElement Cell(string kind, string text, bool isNumeric, string? scope)
    {
        var cell = new XElement(kind, text);
        if (scope is not null)
            cell.SetAttributeValue("scope", scope);
        if (isNumeric)
            cell.SetAttributeValue("class", "number");
        return cell;
    }

    private static XElement Scrolling(string label, XElement table) => new(
        "div",
        new XAttribute("class", "table"),
        new XAttribute("role", "region"),
        new XAttribute("tabindex", "0"),
        new XAttribute("aria-label", label),
        table);

    // "−97.31 ± 0.25", "12 %" and "1.4 s" are numbers to the eye; a dash stands for a missing one.
    private static bool StartsLikeNumber(string text)
    {
        string first = text.Trim().Replace('\u2212', '-').Split(' ', 2)[0].TrimEnd('%');
        return first is "–" or "—" or "n/a" || double.TryParse(first, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out _);
    }
}
