using Elbo.Data;
using Elbo.Models;

namespace Elbo.Evaluation.Measures;

/// <summary>Something that is measured about a model on data. Evaluation, JSON, reports, comparisons and reproductions go over <see cref="MeasureCatalog"/>.</summary>
public interface IMeasure
{
    /// <summary>Its name after <c>--metrics</c>, kebab-case.</summary>
    string Id { get; }

    /// <summary>What it measures, for the help text: a few words.</summary>
    string Summary { get; }

    /// <summary>All figures it may give, in the order of <see cref="Take"/>.</summary>
    IReadOnlyList<FigureKind> Kinds { get; }

    /// <summary>Why it means nothing for a model and its data, half a sentence; null where it fits.</summary>
    string? Unfit(Model model, DataSchema schema);

    /// <summary>Whether it is to be taken, of those that are not chosen by name: what takes long is not taken unasked.</summary>
    bool IsAsked(MeasureContext context) => true;

    /// <summary>How far <see cref="MeasureContext.Progress"/> counts.</summary>
    long Work(MeasureContext context) => context.Examples;

    /// <summary>Measures. Only asked where it fits.</summary>
    /// <exception cref="UnfitException">The examples show that it does not.</exception>
    IEnumerable<Figure> Take(MeasureContext context);
}
