using System.Globalization;
using Elbo.Data;
using Elbo.Evaluation.Density;
using Elbo.Evaluation.Likelihood;
using Elbo.Models;
using Elbo.Models.Objectives;
using Elbo.Torch;

namespace Elbo.Evaluation.Measures;

/// <summary>
/// What can be said of a model by its draws alone, where it has no bound: a discrepancy of draws and examples, and the Parzen-window estimate that literature
/// reports, which ranks models wrongly (Theis et al. 2016, arXiv 1511.01844; <c>elbo study parzen</c>).
/// </summary>
public sealed class DrawsMeasure : IMeasure
{
    private const int Draws = 10_000, AtOnce = 500, Tuning = 1_000;

    // Of data of any unit, as that of a table: a twentieth of a standard deviation to three.
    private static readonly double[] wideWidths = [.. Enumerable.Range(0, 24).Select(k => 0.05 * Math.Pow(60, k / 23.0))];

    /// <summary>Unbiased squared maximum mean discrepancy of draws and examples under a sum of Gaussian kernels, around 0 where both have one distribution; it may be below.</summary>
    public static FigureKind Discrepancy { get; } = new("squared_mmd", "", "unbiased squared MMD of draws and examples, kernels of σ 2 to 80", Direction.Lower) { Label = "squared MMD", Format = "0.0000", Decimals = 6 };

    /// <summary>Mean log-density of examples under Gaussian windows around the draws, nats: no likelihood, and it ranks models wrongly (Theis et al. 2016, arXiv 1511.01844, §3.2).</summary>
    public static FigureKind Parzen { get; } = new("parzen", "nats", "Parzen-window estimate: no likelihood, ranks models wrongly", Direction.None) { Label = "parzen" };

    /// <summary>σ of the windows, in the unit of the data; chosen on the half of the examples that is not measured.</summary>
    public static FigureKind Width { get; } = new("parzen_width", "", "σ of the Parzen windows") { Label = "  σ", IsShown = false, IsKept = false };

    /// <inheritdoc/>
    public string Id => "draws";

    /// <inheritdoc/>
    public string Summary => "discrepancy and Parzen windows of draws, for models without a bound";

    /// <inheritdoc/>
    public IReadOnlyList<FigureKind> Kinds { get; } = [Discrepancy, Parzen, Width];

    /// <inheritdoc/>
    public string? Unfit(Model model, DataSchema schema) => schema.Kind != DataKind.Array ? $"its examples are {schema.Kind.Describe()}, not arrays of numbers"
        : model.As<IGenerator>() is null ? "the model draws nothing" : MeasureFit.NoBound(model) is null ? "the model has a bound, which says more" : null;

    /// <inheritdoc/>
    public IEnumerable<Figure> Take(MeasureContext context) => Measured(context);

    private static List<Figure> Measured(MeasureContext context)
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        if (context.Examples < 4) throw new UnfitException("four examples are the fewest: half of them choose a width");
        var generator = context.Model.As<IGenerator>()!;
        var noise = new NoiseStream(new SeedStreams(context.Seed).Seed("draws"));
        var draws = Ops.Cat([.. Enumerable.Range(0, Draws / AtOnce).Select(_ =>
        {
            context.Cancel.ThrowIfCancellationRequested();
            return generator.Generate(AtOnce, noise).Flatten(1);
        })]);
        var examples = Examples(context);
        var discrepancy = Groups(draws, examples, context.Cancel);

        // Every other example: a width is not chosen on what is measured.
        var half = examples.Size(0) / 2;
        var rows = Tensor.Arange(2 * half).View([half, 2]);
        Tensor tuning = examples.IndexSelect(0, rows.Select(1, 0).Narrow(0, 0, Math.Min(Tuning, half))), measured = examples.IndexSelect(0, rows.Select(1, 1).Contiguous());
        var window = new ParzenWindow(draws);
        var width = window.BestWidth(tuning, context.Model.As<IDataRange>()?.DataRange is (0, 1) ? ParzenWindow.UsualWidths : wideWidths, context.Cancel);
        var parzen = Estimate.Of(window.LogDensities(measured, width, context.Cancel));
        return
        [
            new(Discrepancy, discrepancy),
            new(Parzen, parzen)
            {
                Detail = string.Create(CultureInfo.InvariantCulture, $"Parzen windows of σ {width:0.00} around {Draws:N0} draws, on {half:N0} examples; no likelihood, ranks models wrongly"),
            },
            new(Width, width),
        ];
    }

    private static Tensor Examples(MeasureContext context)
    {
        var all = Tensor.Empty([context.Examples, context.Data.Info.Dimensions]);
        long done = 0;
        new OrderedBatches(context.Data, context.Split, AtOnce, context.Limit).ForEach(batch =>
        {
            context.Cancel.ThrowIfCancellationRequested();
            all.Narrow(0, done, batch.Count).CopyInPlace(batch.X.Flatten(1));
            context.Progress?.Invoke(done += batch.Count);
        });
        return all;
    }

    // The estimate of independent groups, whose spread is its error.
    private static Estimate Groups(Tensor draws, Tensor examples, CancellationToken cancel)
    {
        var size = Math.Min(AtOnce, Math.Max(2, examples.Size(0) / 2));
        var groups = Math.Min(Draws, examples.Size(0)) / size;
        return Estimate.Of([.. Enumerable.Range(0, (int)groups).Select(g =>
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = TensorScope.Enter();
            return MomentMatching.Unbiased(examples.Narrow(0, g * size, size), draws.Narrow(0, g * size, size), MomentMatching.UsualBandwidths).ToDouble();
        })]);
    }
}
