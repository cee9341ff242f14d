using Elbo.Data;
using Elbo.Evaluation.Sets;
using Elbo.Models;

namespace Elbo.Evaluation.Measures;

/// <summary>What the codes of sets tell about their classes and numbers (<see cref="SetCodes"/>).</summary>
public sealed class SetMeasure : IMeasure
{
    /// <summary>Share of sets whose class is that of most of the 15 training sets with the nearest codes, 0 to 1; of data with classes.</summary>
    public static FigureKind ClassAccuracy { get; } = new("set_class_accuracy", "fraction", "class by the 15 training sets with the nearest codes", Direction.Higher) { Label = "class 15-nn", Format = "0.000" };

    /// <summary>R² of the mean that a set was drawn with, predicted from its code by least squares: 1 for all of its variance, 0 or less for none.</summary>
    public static FigureKind Mean { get; } = new("set_mean_r_squared", "fraction", "R² of a set's mean, linear in its code", Direction.Higher) { Label = "mean R²", Format = "0.000" };

    /// <summary>The same of the variance that a set was drawn with.</summary>
    public static FigureKind Variance { get; } = new("set_variance_r_squared", "fraction", "R² of a set's variance, linear in its code", Direction.Higher) { Label = "variance R²", Format = "0.000" };

    /// <inheritdoc/>
    public string Id => "sets";

    /// <inheritdoc/>
    public string Summary => "what codes of sets tell of them";

    /// <inheritdoc/>
    public IReadOnlyList<FigureKind> Kinds { get; } = [ClassAccuracy, Mean, Variance];

    /// <inheritdoc/>
    public string? Unfit(Model model, DataSchema schema) =>
        schema.Kind != DataKind.Set ? "the examples are no sets"
        : model.As<IEncoder>() is null ? "the model has no code of real numbers"
        : schema.ClassNames.Count == 0 && !schema.Fields.Any(SetCodes.IsNumber) ? "nothing is known about the sets" : null;

    /// <inheritdoc/>
    public IEnumerable<Figure> Take(MeasureContext context)
    {
        var codes = SetCodes.Of(context.Model.As<IEncoder>()!, context.Data, context.Split, context.Limit, context.Cancel);
        var info = context.Data.Info;
        if (info.ClassNames.Count > 0) yield return new(ClassAccuracy, codes.ClassAccuracy());
        foreach (var (field, kind) in new[] { ("mean", Mean), ("variance", Variance) })
            if (info.Fields.Any(f => f.Name == field && SetCodes.IsNumber(f))) yield return new(kind, codes.RSquared(field));
    }
}
