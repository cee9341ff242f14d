using System.Globalization;
using Elbo.Data;
using Elbo.Evaluation.Density;
using Elbo.Evaluation.Images;
using Elbo.Evaluation.Likelihood;
using Elbo.Torch;

namespace Elbo.Evaluation.Studies;

/// <summary>
/// Likelihood and samples say different things (Theis et al. 2016, arXiv 1511.01844, §3.3). 1 % of a density and 99 % of noise costs log 100 = 4.61 nats at
/// most, however many dimensions there are, and nearly all its samples are noise; 1 % of it and 99 % of copies of training images has as good a likelihood
/// and perfect samples. Densities are of dequantised pixels, x + u with u uniform on a grey level.
/// </summary>
public sealed class MixtureTrickStudy : IStudy
{
    private const double Share = 0.01;
    private const int Shown = 20, Classified = 2_000;

    private static readonly double[] spreads = [0.3, 0.1, 0.03, 0.01];

    /// <inheritdoc/>
    public string Id => "mixture-trick";

    /// <inheritdoc/>
    public string Summary => "99 % of noise, or of copied training images, changes a likelihood by 4.61 nats at most";

    /// <inheritdoc/>
    public string Source => "Theis et al. 2016 (arXiv 1511.01844), §3.3";

    /// <inheritdoc/>
    public string? DefaultData => "mnist";

    /// <inheritdoc/>
    public int? DefaultSamples => null;

    /// <inheritdoc/>
    public string? Unfit(IDataset data) => data.Info.Shape is not [1, _, _] ? "its examples are no grey images" : data.Count(Split.Test) == 0 ? "it has no test split" : null;

    /// <inheritdoc/>
    public StudyResult Run(StudyContext context)
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        var info = context.Data!.Info;
        var (train, test) = (context.Examples(Split.Train), context.Examples(Split.Test));
        int[] factors = [.. new[] { 4, 2, 1 }.Where(f => info.Shape[1] % f == 0 && info.Shape[2] % f == 0)];
        var rows = new List<IReadOnlyList<object?>>();
        StudyImage? image = null;
        StudyTable? copies = null;
        var (largest, gain) = (0.0, 0.0);
        foreach (var (n, factor) in factors.Index())
        {
            using var inner = TensorScope.Enter();
            int h = info.Shape[1] / factor, w = info.Shape[2] / factor;
            context.Report($"{h} by {w} pixels", n, factors.Length + 1);
            var (x, y) = (Dequantised(train.X, info, factor, context.Noise("train")), Dequantised(test.X, info, factor, context.Noise("test")));
            var (good, poor) = (PlainGaussian.Fit(x, false, Floor), PlainGaussian.Fit(x, true, Floor));
            var logGood = good.LogDensity(y);
            var logMixed = Mixed(logGood, Noise(y));
            var drop = Of(logGood - logMixed);
            largest = Math.Max(largest, (logGood - logMixed).Max().ToDouble());
            gain = Of(logGood - poor.LogDensity(y)).Mean;
            var accuracy = Accuracy(x, y, train.Labels, test.Labels, info.Classes, context);
            rows.Add([$"{h} × {w}", h * w, Of(logGood), Of(logMixed), drop, gain, accuracy?.Own, accuracy?.Mixed]);
            if (factor != 1) continue;
            image = Samples(good, x, h, w, context);
            context.Report("copies of training images", factors.Length, factors.Length + 1);
            copies = Copies(context, x, y, logGood, info);
        }

        return new()
        {
            Finding = string.Create(CultureInfo.InvariantCulture,
                $"99 % of noise costs a Gaussian at most {largest:0.000} nats per image (log 100 = {Math.Log(100):0.000}) at any number of pixels, where two Gaussians that differ in their covariance alone are {gain:N0} nats apart"),
            Tables =
            [
                new("noise", $"Test log-likelihood of 1 % of a Gaussian and 99 % of uniform noise, {info.Id} (nats per image, pixels in [0, 1])",
                    [new("size", "pixels"), new("dimensions", "D", "0"), new("density", "Gaussian"), new("mixture", "mixture"), new("drop", "drop", "0.0000"), new("full_over_diagonal", "full over diagonal covariance"),
                        new("accuracy", "accuracy by Bayes' rule", "0.0000"), new("accuracy_of_mixture", "of the mixtures", "0.0000")], rows),
                copies!,
            ],
            Images = image is null ? [] : [image],
            Notes =
            [
                "the density is a Gaussian with full covariance fitted to dequantised training images, whose likelihood is exact; smaller images are averages of blocks",
                "a drop below 0 is a gain: of some test images the Gaussian makes less than noise or copies do",
                "copies are a Gaussian of standard deviation ε around each of the training images: its samples are training images as well as the eye can tell, and the smaller ε, the lower its likelihood",
                "accuracy: the class of a test image by one Gaussian per class, and by 1 % of it and 99 % of noise, whose density is the same for all",
            ],
        };
    }

    // A grey level has this variance of its own: pixels that are black in all images still have a density.
    private const double Floor = 1.0 / (12 * 256 * 256);

    private static Estimate Of(Tensor values) => Estimate.Of(values.ToArray<double>());

    /// <summary>log(1 % q + 99 % noise).</summary>
    internal static Tensor Mixed(Tensor logGood, Tensor logOther) => (logGood + Math.Log(Share)).Logaddexp(logOther + Math.Log(1 - Share));

    // Uniform on [0, 1]^D has the density 1.
    private static Tensor Noise(Tensor y) => Tensor.Zeros([y.Size(0)], DType.F64);

    private static Tensor Dequantised(Tensor x, DatasetInfo info, int factor, NoiseStream noise)
    {
        var grey = x.Reshape([-1, 1, info.Shape[1], info.Shape[2]]).AvgPool2d([factor, factor]).Flatten(1).To(DType.F64);
        return ((grey * 255).Round() + noise.Uniform(grey.Shape, dtype: DType.F64)) / 256;
    }

    private static (double Own, double Mixed)? Accuracy(Tensor x, Tensor y, Tensor? of, Tensor? truth, int classes, StudyContext context)
    {
        // Each class needs more images than pixels for its covariance.
        if (of is null || truth is null || classes < 2 || x.Size(0) / classes < 4 * x.Size(1)) return null;
        var some = y.Narrow(0, 0, Math.Min(Classified, y.Size(0)));
        var logs = Enumerable.Range(0, classes).Select(k =>
        {
            context.Cancel.ThrowIfCancellationRequested();
            using var scope = TensorScope.Enter();
            return scope.Keep(PlainGaussian.Fit(x.IndexSelect(0, of.Eq(k).Nonzero().View([-1])), false, 1e-3).LogDensity(some));
        }).ToArray();
        var right = truth.Narrow(0, 0, some.Size(0));
        return (Right(Ops.Stack(logs)), Right(Ops.Stack([.. logs.Select(l => Mixed(l, Noise(some)))])));

        double Right(Tensor stacked) => stacked.Argmax(0).Eq(right).To(DType.F64).Mean().ToDouble();
    }

    private static StudyTable Copies(StudyContext context, Tensor x, Tensor all, Tensor logOfAll, DatasetInfo info)
    {
        using var scope = TensorScope.Enter();
        // Of fewer images: the density of copies costs a distance to each training image.
        var some = Math.Min(Classified, all.Size(0));
        var (y, logGood) = (all.Narrow(0, 0, some), logOfAll.Narrow(0, 0, some));
        var copies = new ParzenWindow(x.To(DType.F32));
        var logs = copies.LogDensities(y.To(DType.F32), spreads, context.Cancel);
        return new("copies", string.Create(CultureInfo.InvariantCulture, $"Test log-likelihood of copies of training images, and of 1 % of the Gaussian and 99 % of copies ({y.Size(0):N0} test images, nats)"),
            [new("spread", "ε", "0.00"), new("copies", "copies"), new("mixture", "mixture"), new("drop", "below the Gaussian", "0.000")],
            [.. spreads.Zip(logs, (spread, log) =>
            {
                var mixed = Mixed(logGood, Tensor.From(log, log.Length));
                return (IReadOnlyList<object?>)[spread, Estimate.Of(log), Of(mixed), Of(logGood - mixed)];
            })]);
    }

    private static StudyImage Samples(PlainGaussian good, Tensor x, int h, int w, StudyContext context)
    {
        var noise = context.Noise("samples");
        var (own, other) = (good.Sample(3 * Shown, noise), noise.Uniform([Shown, h * w], dtype: DType.F64));
        var copies = x.Narrow(0, 0, Shown);
        var isGood = noise.Uniform([2 * Shown, 1], dtype: DType.F64).Lt(Share);
        var rows = Ops.Cat([own.Narrow(0, 0, Shown), isGood.Narrow(0, 0, Shown).Where(own.Narrow(0, Shown, Shown), other), isGood.Narrow(0, Shown, Shown).Where(own.Narrow(0, 2 * Shown, Shown), copies)]);
        return new("samples", new ImageGrid { Columns = Shown, Scale = 2 }.Render(rows.To(DType.F32).Contiguous().ToArray<float>(), 3 * Shown, 1, h, w), "samples of three densities",
            "From the top: samples of the Gaussian, of 1 % of it and 99 % of noise, of 1 % of it and 99 % of copies. No test image loses more than 4.61 nats by either mixture.");
    }
}
