using System.Globalization;
using Elbo.Data;
using Elbo.Evaluation.Charts;
using Elbo.Evaluation.Density;
using Elbo.Evaluation.Images;
using Elbo.Evaluation.Likelihood;
using Elbo.Torch;

namespace Elbo.Evaluation.Studies;

/// <summary>
/// Parzen-window estimates of samples that are training images themselves, which nothing should beat, and of the centroids of k-means, which beat them
/// (Theis et al. 2016, §3.2 and table 1). The centroids are blurred images: near every image, like none.
/// </summary>
public sealed class ParzenStudy : IStudy
{
    private const int Validation = 10_000, Tuning = 1_000, Iterations = 10;

    private static readonly int[] ladder = [100, 500, 1_000, 2_000, 5_000, 10_000];

    // Parzen estimates on MNIST as published: Goodfellow et al. 2014, table 1; Theis et al. 2016, table 1.
    private static readonly (string Model, double Nats)[] published =
        [("stacked CAE", 121), ("DBN", 138), ("GMMN", 147), ("deep GSN", 214), ("diffusion", 220), ("GAN", 225), ("true distribution", 243), ("GMMN + AE", 282), ("k-means", 313)];

    /// <inheritdoc/>
    public string Id => "parzen";

    /// <inheritdoc/>
    public string Summary => "Parzen-window estimates prefer the centroids of k-means to the true distribution";

    /// <inheritdoc/>
    public string Source => "Theis et al. 2016 (arXiv 1511.01844), §3.2, table 1";

    /// <inheritdoc/>
    public string? DefaultData => "mnist";

    /// <inheritdoc/>
    public int? DefaultSamples => 10_000;

    /// <inheritdoc/>
    public string? Unfit(IDataset data) => data.Count(Split.Test) == 0 ? "it has no test split" : null;

    /// <inheritdoc/>
    public StudyResult Run(StudyContext context)
    {
        using var scope = TensorScope.Enter();
        var data = context.Data!.Info;
        var all = context.Examples(Split.Train);
        var held = Math.Min(Validation, all.Count / 6);
        var (validation, train) = (all.X.Narrow(0, 0, held).Flatten(1), all.X.Narrow(0, held, all.Count - held).Flatten(1));
        var (tuning, test) = (validation.Narrow(0, 0, Math.Min(Tuning, held)), context.Examples(Split.Test).X.Flatten(1));
        int[] sizes = [.. ladder.Where(k => k <= Math.Min(context.Samples, train.Size(0) / 2))];
        var rows = new List<IReadOnlyList<object?>>();
        context.Report("training images", 0, sizes.Length + 1);
        var truth = Measure("training images", train.Narrow(0, 0, Math.Min(context.Samples, train.Size(0))), context.Samples == DefaultSamples ? Paper("true distribution") : null);
        var means = new List<double>();
        Tensor? shown = null;
        foreach (var (n, k) in sizes.Index())
        {
            using var inner = TensorScope.Enter();
            context.Report($"k-means, {k} centroids", n + 1, sizes.Length + 1);
            var centroids = LloydClusters.Of(train, k, Iterations, context.Noise($"k-means {k}"), context.Cancel);
            means.Add(Measure(string.Create(CultureInfo.InvariantCulture, $"k-means, {k} centroids"), centroids, k == 2_000 ? Paper("k-means") : null).Mean);
            if (k == 1_000 || shown is null) shown = inner.Keep(centroids.Narrow(0, 0, 50).Clone());
        }

        var first = sizes.Zip(means).FirstOrDefault(p => p.Second > truth.Mean);
        return new()
        {
            Finding = first.First == 0 ? string.Create(CultureInfo.InvariantCulture, $"training images as samples have a Parzen estimate of {truth.Mean:0.0} nats, and no number of centroids here is above it")
                : string.Create(CultureInfo.InvariantCulture, $"{first.First} centroids of k-means have a Parzen estimate of {first.Second:0.0} nats, training images, the best samples there can be, {truth.Mean:0.0}: the estimate ranks a bad model above the true distribution"),
            Tables =
            [
                new("estimates", $"Parzen-window estimates of test examples of {data.Id}, by what takes the place of a model's samples",
                    [new("samples", "samples"), new("count", "S", "0"), new("width", "σ", "0.00"), new("log_density", "log p̂ (nats)"), new("paper", "paper (nats)", "0")], rows),
                new("published", "Published Parzen-window estimates of MNIST", [new("model", "model"), new("log_density", "log p̂ (nats)", "0")], [.. published.Select(p => (IReadOnlyList<object?>)[p.Model, p.Nats])]),
            ],
            Charts = means.Count < 2 ? [] : [new("ladder", Chart.Lines("Parzen-window estimate of k-means centroids", new("centroids") { IsLogarithmic = true }, new("log p̂", "nats"),
                [new("k-means centroids", [.. sizes.Select(k => (double)k)], means), new("training images", [sizes[0], sizes[^1]], [truth.Mean, truth.Mean])]), "Where the rising line crosses the flat one, the estimate prefers centroids to the true distribution.")],
            Images = shown is null || data.Shape is not [1 or 3, _, _] ? [] : [Grid("samples", train.Narrow(0, 0, 50), shown, data)],
            Notes =
            [
                string.Create(CultureInfo.InvariantCulture, $"σ of 0.10 to 0.30 in steps of 0.01, chosen on {tuning.Size(0)} training examples held out from the clustering; {Iterations} iterations of Lloyd's algorithm from random images; pixels in [0, 1], not dequantised, as in the literature"),
                "the paper does not say how many centroids it took: 313 stands beside 2,000, which come nearest",
                "± is the standard error over test examples",
            ],
        };

        Estimate Measure(string name, Tensor samples, double? paper)
        {
            var window = new ParzenWindow(samples);
            var width = window.BestWidth(tuning, ParzenWindow.UsualWidths, context.Cancel);
            var estimate = Estimate.Of(window.LogDensities(test, width, context.Cancel));
            rows.Add([name, samples.Size(0), width, estimate, data.Id == DefaultData ? paper : null]);
            return estimate;
        }
    }

    private static double Paper(string model) => published.First(p => p.Model == model).Nats;

    private static StudyImage Grid(string name, Tensor images, Tensor centroids, DatasetInfo data)
    {
        var (c, h, w) = ((int)data.Shape[0], (int)data.Shape[1], (int)data.Shape[2]);
        var raster = new ImageGrid { Columns = 10 }.Render([.. images.Contiguous().ToArray<float>(), .. centroids.Contiguous().ToArray<float>()], (int)(images.Size(0) + centroids.Size(0)), c, h, w);
        return new(name, raster, "training images and centroids", "Five rows of training images above five rows of centroids of k-means, which the estimate prefers.");
    }
}
