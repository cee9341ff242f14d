using Elbo.Evaluation.Likelihood;
using Elbo.Models.Latents;

namespace Elbo.Evaluation.Measures;

/// <summary>The bounds of the examples that something dearer was measured on, to stand beside it: differences have far smaller errors than the figures.</summary>
internal static class SameExamples
{
    /// <summary>Their evidence lower bound, in the section of a measure.</summary>
    public static FigureKind Elbo(string section) => new("elbo", "nats", "the bound of the same examples", Direction.Higher) { Label = "elbo, same", Section = section, IsKept = false };

    /// <summary>Their −L_K.</summary>
    public static FigureKind Iwae(string section) => new("nll", "nats", "−L_K of the same examples", Direction.Lower) { Label = "nll, same", Section = section, IsKept = false };

    /// <param name="indices">The examples in the split.</param>
    /// <param name="elbo">Not given by a model without a bound.</param>
    /// <param name="iwae">Not given where q(z | x) is a point or no importance samples are asked for.</param>
    public static IEnumerable<Figure> Bounds(MeasureContext context, IReadOnlyList<long> indices, FigureKind elbo, FigureKind iwae)
    {
        if (context.Model.As<ILatentVariables>() is not { HasBound: true } bounded) yield break;
        // Not disposed, as that would dispose the context's data.
        var same = new Data.SelectedDataset(context.Data, context.Split, indices);
        yield return new(elbo, ElboEvaluator.Evaluate(bounded, same, context.Split, seed: context.Seed, cancel: context.Cancel).Elbo);
        if (!bounded.HasPointPosterior && context.Samples > 0)
            yield return new(iwae, IwaeEvaluator.Evaluate(bounded, same, context.Split, context.Samples, seed: context.Seed, cancel: context.Cancel).NegativeLogLikelihood) { Detail = $"−L_{context.Samples} of the same examples" };
    }
}
