using System.Text;
using System.Xml.Linq;
using Elbo.Evaluation.Files;

namespace Elbo.Evaluation.Charts;

/// <summary>
/// A chart as SVG: no scripts, no outside resources, light and dark, with a title and a description for those who cannot
/// see it. Values that are not finite are gaps; an empty chart says so.
/// </summary>
public sealed class Chart
{
    internal Chart(string title, string description, XElement element)
        => (Title, Description, Element) = (title, description, element);

    /// <summary>Over the chart, and the name that a screen reader says.</summary>
    public string Title { get; }

    /// <summary>What the chart shows, in words and numbers.</summary>
    public string Description { get; }

    /// <summary>The SVG document.</summary>
    public string Svg => Markup.Serialize(Element);

    internal XElement Element { get; }

    /// <summary>Lines over a common x axis: training curves, for instance.</summary>
    public static Chart Lines(string title, Axis x, Axis y, params IReadOnlyList<LineSeries> series)
    {
        Check(title, x, y);
        ArgumentNullException.ThrowIfNull(series);
        return LineChart.Draw(title, x, y, series);
    }

    /// <summary>
    /// One bar per value, from the largest to the smallest: the KL divergence of each latent dimension, for instance.
    /// </summary>
    /// <param name="title">The title.</param>
    /// <param name="x">What is counted, such as "latent dimension".</param>
    /// <param name="y">The quantity and its unit.</param>
    /// <param name="values">The values by index, such as KL per dimension <c>[Z]</c>.</param>
    /// <param name="options">Order, emphasis and limit line; null for the defaults.</param>
    public static Chart Bars(string title, Axis x, Axis y, IReadOnlyList<double> values, BarOptions? options = null)
    {
        Check(title, x, y);
        ArgumentNullException.ThrowIfNull(values);
        return BarChart.Draw(title, x, y, values, options ?? new BarOptions());
    }

    /// <summary>Points in the plane, coloured by label: means of a two-dimensional latent, for instance.</summary>
    /// <param name="title">The title.</param>
    /// <param name="x">The first coordinate.</param>
    /// <param name="y">The second coordinate. Both axes have the same scale unless one is logarithmic or has fixed ends.</param>
    /// <param name="points">The points.</param>
    /// <param name="labels">A label per point; empty for one colour.</param>
    /// <param name="names">Names of the labels 0, 1, …; null shows the numbers.</param>
    /// <exception cref="ArgumentException">There are labels, but not as many as points.</exception>
    public static Chart Scatter(
        string title,
        Axis x,
        Axis y,
        IReadOnlyList<(double X, double Y)> points,
        IReadOnlyList<int>? labels = null,
        IReadOnlyList<string>? names = null)
    {
        Check(title, x, y);
        ArgumentNullException.ThrowIfNull(points);
        labels ??= [];
        if (labels.Count != 0 && labels.Count != points.Count)
            throw new ArgumentException($"{points.Count} points have {labels.Count} labels");
        return ScatterChart.Draw(title, x, y, points, labels, names ?? []);
    }

    /// <summary>Writes the SVG to a file, which appears whole or not at all.</summary>
    /// <exception cref="IOException">The file cannot be written; the message names it.</exception>
    public void Save(string path) => WholeFile.Write(path, Save);

    /// <summary>Writes the SVG to a stream as UTF-8; the stream stays open.</summary>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.Write(Encoding.UTF8.GetBytes(Svg));
    }

    private static void Check(string title, Axis x, Axis y)
    {
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
    }
}
