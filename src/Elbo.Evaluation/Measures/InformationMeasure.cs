using System.Globalization;
using Elbo.Data;
using Elbo.Evaluation.Latents;
using Elbo.Models;

namespace Elbo.Evaluation.Measures;

/// <summary>Mutual information, total correlation and divergences of the aggregate posterior (<see cref="AggregatePosterior"/>).</summary>
public sealed class InformationMeasure : IMeasure
{
    private static FigureKind Kind(string name, string unit, string meaning, Direction better = Direction.None) => new(name, unit, meaning, better) { Section = "information", IsKept = false };

    public static FigureKind Examples { get; } = Kind("examples", "examples", "examples of the mixture");

    public static FigureKind MutualInformation { get; } = Kind("mutual_information", "nats", "of x and z") with { Label = "mutual inf." };

    public static FigureKind Ceiling { get; } = Kind("mutual_information_ceiling", "nats", "log N, which the mutual information cannot exceed");

    public static FigureKind TotalCorrelation { get; } = Kind("total_correlation", "nats", "of the dimensions of z", Direction.Lower) with { Label = "total corr." };

    public static FigureKind MarginalKl { get; } = Kind("aggregate_kl", "nats", "KL(q(z) ‖ p(z)) of the aggregate posterior", Direction.Lower) with { Label = "marginal kl" };

    public static FigureKind PerDimension { get; } = Kind("aggregate_kl_per_dimension", "nats", "KL(q(z_j) ‖ p(z_j))");

    public static FigureKind Note { get; } = Kind("note", "", "what it holds for");

    public string Id => "information";

    public string Summary => "mutual information and total correlation of the aggregate posterior";

    public IReadOnlyList<FigureKind> Kinds { get; } = [Examples, MutualInformation, Ceiling, TotalCorrelation, MarginalKl, PerDimension, Note];

    public string? Unfit(Model model, DataSchema schema) => MeasureFit.NoSpread(model) ?? MeasureFit.OneExample(schema);

    public IEnumerable<Figure> Take(MeasureContext context)
    {
        var found = AggregatePosterior.Measure(context.Latent, context.Data, context.Split, AggregatePosterior.DefaultExamples, context.Seed, context.Limit, context.Cancel)
            ?? throw new UnfitException("no site of the code has real numbers that are independent under q(z|x)");
        yield return new(Examples, found.Examples);
        yield return new(MutualInformation, found.MutualInformation) { Detail = string.Create(CultureInfo.InvariantCulture, $"of x and z; from {found.Examples} examples, so at most {found.Ceiling:0.00}") };
        yield return new(Ceiling, found.Ceiling);
        yield return new(TotalCorrelation, found.TotalCorrelation);
        if (found.MarginalKl is { } marginal) yield return new(MarginalKl, marginal);
        if (found.DimensionKl is { } byDimension) yield return Figure.Of(PerDimension, byDimension);
        yield return Figure.Of(Note, "q(z) is the mixture over these examples; for the distribution they come from, mutual information is biased downward and at most log N, its ceiling");
    }
}
