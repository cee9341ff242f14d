using System.Globalization;
using Elbo.Data;
using Elbo.Evaluation.Latents;
using Elbo.Evaluation.Likelihood;
using Elbo.Models;
using Elbo.Torch;

namespace Elbo.Evaluation.Measures;

/// <summary>
/// How well classes are told from codes when few examples are labelled (M1 of Kingma et al. 2014, arXiv 1406.5298): by the nearest of the labelled codes and by logistic regression on them, and by both
/// on the examples themselves.
/// </summary>
public sealed class FewLabelsMeasure : IMeasure
{
    private const int BatchSize = 500;

    /// <summary>Training examples whose class was told.</summary>
    public static FigureKind Labelled { get; } = new("labelled", "examples", "training examples whose class is known") { Format = "0", IsKept = false };

    /// <summary>Examples whose class is another than most of the 5 nearest labelled codes have, %.</summary>
    public static FigureKind Neighbours { get; } = new("code_knn_error", "%", "wrong by the 5 nearest labelled codes", Direction.Lower) { Label = "code 5-nn" };

    /// <summary>The same by logistic regression on the labelled codes, %.</summary>
    public static FigureKind Linear { get; } = new("code_linear_error", "%", "wrong by logistic regression on labelled codes", Direction.Lower) { Label = "code linear" };

    /// <summary>Examples whose class is another than most of the 5 nearest labelled examples have, %: without a model.</summary>
    public static FigureKind InputNeighbours { get; } = new("input_knn_error", "%", "wrong by the 5 nearest labelled examples, without the model", Direction.Lower) { Label = "input 5-nn" };

    /// <summary>The same by logistic regression on the labelled examples, %: without a model.</summary>
    public static FigureKind InputLinear { get; } = new("input_linear_error", "%", "wrong by logistic regression on labelled examples, without the model", Direction.Lower) { Label = "input linear" };

    /// <inheritdoc/>
    public string Id => "few-labels";

    /// <inheritdoc/>
    public string Summary => "how well classes are told from codes of which few are labelled";

    /// <inheritdoc/>
    public IReadOnlyList<FigureKind> Kinds { get; } = [Labelled, Neighbours, Linear, InputNeighbours, InputLinear];

    /// <inheritdoc/>
    public string? Unfit(Model model, DataSchema schema) =>
        schema.Factors.Count == 0 ? "the examples have no labels"
        : !schema.Factors[0].IsPartlyKnown ? "all training examples are labelled; --labelled N takes N of them"
        : model.As<IEncoder>() is null ? "the model has no code of real numbers" : MeasureFit.OneExample(schema);

    /// <inheritdoc/>
    public IEnumerable<Figure> Take(MeasureContext context)
    {
        var factor = context.Data.Info.Factors[0];
        var found = Guesses(context, factor.Levels);
        if (found.Count == 0) throw new UnfitException($"no example of the {context.Split.ToString().ToLowerInvariant()} split says its {factor.Name}");
        yield return new(Labelled, found.Known);
        foreach (var (kind, wrong) in found.Wrong)
            yield return new(kind, Estimate.Of(wrong)) { Detail = string.Create(CultureInfo.InvariantCulture, $"{kind.Meaning}; {found.Known} labels, {found.Count} examples") };
    }

    private static (int Known, int Count, IReadOnlyList<(FigureKind Kind, IReadOnlyList<double> Wrong)> Wrong) Guesses(MeasureContext context, int classes)
    {
        using var off = Gradients.Off();
        using var scope = TensorScope.Enter();
        var encoder = context.Model.As<IEncoder>()!;
        var (x, codes, labels) = Read(context, encoder, Split.Train, int.MaxValue);
        var (asked, askedCodes, wanted) = Read(context, encoder, context.Split, context.Limit);
        if (labels.Length == 0 || wanted.Length == 0) return (labels.Length, 0, []);
        return (labels.Length, wanted.Length,
        [
            (Neighbours, ByNeighbours(askedCodes, codes)), (Linear, ByLine(askedCodes, codes)),
            (InputNeighbours, ByNeighbours(asked, x)), (InputLinear, ByLine(asked, x)),
        ]);

        double[] ByNeighbours(Tensor queries, Tensor known) =>
            [.. NeighbourProbe.Guess(queries, known, labels, NeighbourProbe.Usual, context.Cancel).Select((guess, n) => guess == wanted[n] ? 0.0 : 100)];

        double[] ByLine(Tensor queries, Tensor known) => [.. LinearProbe.Guess(queries, known, labels, classes, context.Cancel).Select((guess, n) => guess == wanted[n] ? 0.0 : 100)];
    }

    // The examples of a split that say their class, in rows, with their codes.
    private static (Tensor X, Tensor Codes, long[] Labels) Read(MeasureContext context, IEncoder encoder, Split split, int limit)
    {
        List<Tensor> inputs = [], codes = [];
        List<long> labels = [];
        long done = 0;
        var batches = new OrderedBatches(context.Data, split, BatchSize, limit);
        while (true)
        {
            context.Cancel.ThrowIfCancellationRequested();
            using var scope = TensorScope.Enter();
            if (!batches.TryNext(out var batch)) break;
            var levels = batch.Factors!.Select(1, 0).ToArray<long>();
            long[] known = [.. Enumerable.Range(0, levels.Length).Where(b => levels[b] >= 0).Select(b => (long)b)];
            if (split == context.Split) context.Progress?.Invoke(done += batch.Count);
            if (known.Length == 0) continue;
            var some = batch.Rows(Tensor.From(known));
            inputs.Add(scope.Keep(some.X.Flatten(1).Contiguous()));
            codes.Add(scope.Keep(encoder.Encode(some)));
            labels.AddRange(known.Select(b => levels[b]));
        }

        return labels.Count == 0 ? (Tensor.Zeros([0, 1]), Tensor.Zeros([0, 1]), []) : (Ops.Cat([.. inputs]), Ops.Cat([.. codes]), [.. labels]);
    }
}
