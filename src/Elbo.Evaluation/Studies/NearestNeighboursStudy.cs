using System.Globalization;
using Elbo.Data;
using Elbo.Evaluation.Charts;
using Elbo.Evaluation.Density;
using Elbo.Evaluation.Images;
using Elbo.Torch;

namespace Elbo.Evaluation.Studies;

/// <summary>
/// Whether the nearest neighbour in Euclidean distance of a training image moved by a few pixels is that image (Theis et al. 2016, arXiv 1511.01844, §3.1,
/// figure 4). Where it is not, a model that keeps training images and moves them passes the usual test that its samples are no copies.
/// </summary>
public sealed class NearestNeighboursStudy : IStudy
{
    private const int LargestShift = 4, Shown = 8;

    private static readonly (int Y, int X)[] directions = [(0, 1), (0, -1), (1, 0), (-1, 0)];

    /// <inheritdoc/>
    public string Id => "nearest-neighbours";

    /// <inheritdoc/>
    public string Summary => "A training image moved by a few pixels is no longer its own nearest neighbour, so that distance does not show copies";

    /// <inheritdoc/>
    public string Source => "Theis et al. 2016 (arXiv 1511.01844), §3.1, figure 4";

    /// <inheritdoc/>
    public string? DefaultData => "cifar-10";

    /// <inheritdoc/>
    public int? DefaultSamples => 1_000;

    /// <inheritdoc/>
    public string? Unfit(IDataset data) => data.Info.Shape is not [1 or 3, _, _] ? "its examples are no images"
        : data.Info.Shape[1] <= 4 * LargestShift || data.Info.Shape[2] <= 4 * LargestShift ? $"its images are too small to be moved by {LargestShift} pixels" : null;

    /// <inheritdoc/>
    public StudyResult Run(StudyContext context)
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        var info = context.Data!.Info;
        int c = info.Shape[0], h = info.Shape[1] - 2 * LargestShift, w = info.Shape[2] - 2 * LargestShift;
        // Queries and neighbours are windows of the images, so that moving one needs no pixels from outside.
        var images = context.Examples(Split.Train).X.Reshape([-1, c, info.Shape[1], info.Shape[2]]);
        var windows = Window(images, (0, 0)).Flatten(1);
        var count = (int)Math.Min(context.Samples, images.Size(0));
        var ways = context.Noise("directions").Uniform([count], dtype: DType.F64).ToArray<double>();
        var rows = new List<IReadOnlyList<object?>>();
        var found = new List<(double Part, double Low, double High)>();
        var shown = new List<float>();
        for (var shift = 0; shift <= LargestShift; shift++)
        {
            using var inner = TensorScope.Enter();
            context.Report($"moved by {shift} pixels", shift, LargestShift + 1);
            var queries = Ops.Cat([.. Enumerable.Range(0, count).Select(i => Window(images.Narrow(0, i, 1), Times(directions[(int)(ways[i] * directions.Length)], shift)))]);
            var nearest = SquaredDistances.Nearest(queries.Flatten(1), windows, context.Cancel).ToArray<long>();
            var part = Wilson(nearest.Index().Count(p => p.Item == p.Index), count);
            found.Add(part);
            rows.Add([shift, part.Part, part.Low, part.High]);
            for (var source = 0; source < Math.Min(Shown, count); source++)
                shown.AddRange([.. Ops.Cat([queries.Narrow(0, source, 1), windows.Narrow(0, nearest[source], 1).Reshape([1, c, h, w])]).Contiguous().ToArray<float>()]);
        }
        double[] shifts = [.. Enumerable.Range(0, LargestShift + 1).Select(s => (double)s)];
        return new()
        {
            Finding = string.Create(CultureInfo.InvariantCulture,
                $"of {count:N0} training images of {info.Id} moved by {LargestShift} pixels {found[^1].Part:0.0 %} are their own nearest neighbour, moved by one {found[1].Part:0.0 %}: a sampler that moves training images by {LargestShift} pixels would pass {1 - found[^1].Part:0 %} of the comparisons with nearest neighbours"),
            Tables = [new("neighbours", $"How often the nearest of {images.Size(0):N0} training images is the one that was moved", [new("shift", "pixels moved", "0"), new("same", "is the source", "0.000"), new("low", "90 % from", "0.000"), new("high", "to", "0.000")], rows)],
            Charts = [new("same", Chart.Lines("Nearest neighbour is the source", new("pixels moved") { IsWhole = true }, new("part of the queries") { From = 0, To = 1.02 },
                [new("source found", shifts, [.. found.Select(f => f.Part)]), new("90 % from", shifts, [.. found.Select(f => f.Low)]), new("90 % to", shifts, [.. found.Select(f => f.High)])]), "A test by nearest neighbours sees copies only where the line is near 1.")],
            Images = [new("neighbours", new ImageGrid { Columns = 2 * Shown, Scale = 2 }.Render([.. shown], shown.Count / (c * h * w), c, h, w),
                "queries and their nearest neighbours", $"Pairs of a moved training image and its nearest neighbour; from the top moved by 0 to {LargestShift} pixels.")],
            Notes =
            [
                $"windows of {h} by {w} pixels are compared: a query is the window {LargestShift} pixels or less off the middle, in a direction drawn at random, its neighbours are the middles of all training images",
                "intervals of 90 % are Wilson's for a proportion",
            ],
        };

        Tensor Window(Tensor of, (int Y, int X) by) => of.Narrow(2, LargestShift + by.Y, h).Narrow(3, LargestShift + by.X, w).Contiguous();
    }

    private static (int Y, int X) Times((int Y, int X) direction, int by) => (direction.Y * by, direction.X * by);

    /// <summary>A proportion with its 90 % interval (Wilson 1927).</summary>
    internal static (double Part, double Low, double High) Wilson(int hits, int of)
    {
        const double z = 1.6448536269514722;
        var part = (double)hits / of;
        var middle = (part + z * z / (2 * of)) / (1 + z * z / of);
        var half = z / (1 + z * z / of) * Math.Sqrt(part * (1 - part) / of + z * z / (4.0 * of * of));
        return (part, Math.Clamp(middle - half, 0, part), Math.Clamp(middle + half, part, 1));
    }
}
