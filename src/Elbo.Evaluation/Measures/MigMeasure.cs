using Elbo.Data;
using Elbo.Evaluation.Latents;
using Elbo.Models;

namespace Elbo.Evaluation.Measures;

/// <summary>The mutual information gap over the factors of the data (<see cref="MutualInformationGap"/>).</summary>
public sealed class MigMeasure : IMeasure
{
    /// <summary>Mutual information gap, 0 to 1, mean over the factors that vary (Chen et al. 2018, arXiv 1802.04942, eq. 6).</summary>
    public static FigureKind Gap { get; } = new("mig", "", "mutual information gap over the factors of the data, 0 to 1", Direction.Higher) { Label = "mig", Format = "0.000" };

    /// <summary>Names of the factors, in the order of <see cref="PerFactor"/>: a text.</summary>
    public static FigureKind Names { get; } = new("factors", "", "factors of the data") { Section = "disentanglement", IsKept = false };

    /// <summary>The gap of each factor, 0 to 1: a list.</summary>
    public static FigureKind PerFactor { get; } = new("mig_per_factor", "", "gap of each factor") { Section = "disentanglement", IsKept = false };

    /// <summary>A sentence on how it was measured: bins, examples, errors.</summary>
    public static FigureKind Note { get; } = new("note", "", "what it holds for") { Section = "disentanglement", IsKept = false };

    /// <inheritdoc/>
    public string Id => "mig";

    /// <inheritdoc/>
    public string Summary => "mutual information gap over the factors of the data";

    /// <inheritdoc/>
    public IReadOnlyList<FigureKind> Kinds { get; } = [Gap, Names, PerFactor, Note];

    /// <inheritdoc/>
    public string? Unfit(Model model, DataSchema schema) =>
        model.As<IEncoder>() is null ? "its codes are no real numbers" : schema.Factors.Count < 2 ? "fewer than two factors of the data are known" : schema.Factors.Any(f => f.IsPartlyKnown) ? "the factors of some examples are not known" : MeasureFit.Directions(model);

    /// <inheritdoc/>
    public IEnumerable<Figure> Take(MeasureContext context)
    {
        var found = MutualInformationGap.Measure(context.Model.As<IEncoder>()!, context.Data, context.Split, seed: context.Seed, limit: context.Limit, progress: context.Progress, cancel: context.Cancel);
        yield return new(Gap, found.Gap) { Detail = $"mutual information gap over {string.Join(", ", found.Factors.Select(f => f.Factor.Name))}; {found.Examples} examples" };
        yield return Figure.Of(Names, string.Join(", ", found.Factors.Select(f => f.Factor.Name)));
        yield return Figure.Of(PerFactor, [.. found.Factors.Select(f => f.Gap)]);
        yield return Figure.Of(Note, $"posterior means in {MutualInformationGap.Bins} bins of equal width, {found.Examples} examples drawn from the split; errors by bootstrap over examples");
    }
}
