using System.Globalization;
using Elbo.Data;
using Elbo.Evaluation.Likelihood;
using Elbo.Models;
using Elbo.Torch;

namespace Elbo.Evaluation.Measures;

/// <summary>How often a model that tells classes is wrong, on examples that say theirs.</summary>
public sealed class ClassificationMeasure : IMeasure
{
    private const int BatchSize = 500;

    /// <summary>Examples whose likeliest class under q(y | x) is another than theirs, %.</summary>
    public static FigureKind Error { get; } = new("classification_error", "%", "examples given another class than theirs", Direction.Lower) { Label = "class error", Card = "Classification error" };

    /// <summary>Mean −log q(y | x) of the class they have, nats: high where a model is sure and wrong.</summary>
    public static FigureKind CrossEntropy { get; } = new("classification_nll", "nats", "−log q(y|x) of an example's class", Direction.Lower) { Label = "class nll", Format = "0.000" };

    /// <inheritdoc/>
    public string Id => "classification";

    /// <inheritdoc/>
    public string Summary => "how often the class of an example is told wrong";

    /// <inheritdoc/>
    public IReadOnlyList<FigureKind> Kinds { get; } = [Error, CrossEntropy];

    /// <inheritdoc/>
    public string? Unfit(Model model, DataSchema schema) =>
        model.As<IClassifier>() is not { } classifier ? "the model tells no classes"
        : schema.Factors.All(f => f.Name != classifier.Factor.Name) ? $"the examples do not say their {classifier.Factor.Name}" : null;

    /// <inheritdoc/>
    public IEnumerable<Figure> Take(MeasureContext context)
    {
        var factor = context.Model.As<IClassifier>()!.Factor;
        var (wrong, costs) = Outcomes(context);
        if (wrong.Count == 0) throw new UnfitException($"no example of the {context.Split.ToString().ToLowerInvariant()} split says its {factor.Name}");
        var of = string.Create(CultureInfo.InvariantCulture, $"{wrong.Count} examples, {factor.Levels} values of {factor.Name}");
        yield return new(Error, Estimate.Of(wrong)) { Detail = $"{Error.Meaning}; {of}" };
        if (costs.TrueForAll(double.IsFinite)) yield return new(CrossEntropy, Estimate.Of(costs));
    }

    // Of each example that says its class: 100 where another is likelier, and −log q of its own.
    private static (List<double> Wrong, List<double> Costs) Outcomes(MeasureContext context)
    {
        var classifier = context.Model.As<IClassifier>()!;
        var column = Factor.PlaceOf(classifier.Factor.Name, context.Data.Info.Factors);
        List<double> wrong = [], costs = [];
        long done = 0;
        using var off = Gradients.Off();
        new OrderedBatches(context.Data, context.Split, BatchSize, context.Limit).ForEach(batch =>
        {
            context.Cancel.ThrowIfCancellationRequested();
            var (levels, logQ) = (batch.Factors!.Select(1, column).ToArray<long>(), classifier.LogProbabilities(batch));
            var (values, likeliest, classes) = (logQ.To(DType.F64).Contiguous().ToArray<double>(), logQ.Argmax(-1).ToArray<long>(), (int)logQ.Size(-1));
            for (var b = 0; b < levels.Length; b++)
            {
                if (levels[b] < 0) continue;
                wrong.Add(likeliest[b] == levels[b] ? 0 : 100);
                // A class that was not in training has no probability.
                costs.Add(levels[b] < classes ? -values[b * classes + (int)levels[b]] : double.PositiveInfinity);
            }

            context.Progress?.Invoke(done += batch.Count);
        });
        return (wrong, costs);
    }
}
