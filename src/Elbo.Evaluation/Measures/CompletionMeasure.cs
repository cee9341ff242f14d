using Elbo.Data;
using Elbo.Evaluation.Visuals;
using Elbo.Models;

namespace Elbo.Evaluation.Measures;

/// <summary>How different the completions of one example are (<see cref="CompletionDiversity"/>).</summary>
public sealed class CompletionMeasure : IMeasure
{
    // Twenty completions of each: more examples say nothing new.
    private const int MostExamples = 1000;

    /// <summary>Variance of a place that is not given, over 20 completions of an example, mean over places and examples; in the square of the range of the data. 0 for a model that has one answer.</summary>
    public static FigureKind Variance { get; } = new("completion_variance", "squared range", "variance of what is not given, over 20 completions of an example", Direction.Higher) { Label = "diversity", Format = "0.0000" };

    /// <inheritdoc/>
    public string Id => "completions";

    /// <inheritdoc/>
    public string Summary => "diversity of completions";

    /// <inheritdoc/>
    public IReadOnlyList<FigureKind> Kinds { get; } = [Variance];

    /// <inheritdoc/>
    public string? Unfit(Model model, DataSchema schema) => model.As<IGivenGenerator>() is null ? "the model is given nothing" : null;

    /// <inheritdoc/>
    public IEnumerable<Figure> Take(MeasureContext context)
    {
        yield return new(Variance, CompletionDiversity.Measure(context.Model.As<IGivenGenerator>()!, context.Data, context.Split, Math.Min(context.Limit, MostExamples), context.Seed, context.Cancel));
    }
}
