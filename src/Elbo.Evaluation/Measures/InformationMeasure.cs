using System.Globalization;
using Elbo.Data;
using Elbo.Evaluation.Latents;
using Elbo.Models;

namespace Elbo.Evaluation.Measures;

/// <summary>Mutual information, total correlation and divergences of the aggregate posterior (<see cref="AggregatePosterior"/>).</summary>
public sealed class InformationMeasure : IMeasure
{
    private static FigureKind Kind(string name, string unit, string meaning, Direction better = Direction.None) => new(name, unit, meaning, better) { Section = "information", IsKept = false };

    /// <summary>N, examples that the aggregate posterior q(z) is the mixture of.</summary>
    public static FigureKind Examples { get; } = Kind("examples", "examples", "examples of the mixture");

    /// <summary>I_q(x; z) = E log q(z | x)/q(z), nats; never above <see cref="Ceiling"/>.</summary>
    public static FigureKind MutualInformation { get; } = Kind("mutual_information", "nats", "of x and z") with { Label = "mutual inf." };

    /// <summary>log N, nats: a mutual information near it only says "at least so much".</summary>
    public static FigureKind Ceiling { get; } = Kind("mutual_information_ceiling", "nats", "log N, which the mutual information cannot exceed");

    /// <summary>KL(q(z) ‖ Π_j q(z_j)), nats: 0 for dimensions that are independent over the data.</summary>
    public static FigureKind TotalCorrelation { get; } = Kind("total_correlation", "nats", "of the dimensions of z", Direction.Lower) with { Label = "total corr." };

    /// <summary>KL(q(z) ‖ p(z)), nats; not taken where p(z) depends on other sites.</summary>
    public static FigureKind MarginalKl { get; } = Kind("aggregate_kl", "nats", "KL(q(z) ‖ p(z)) of the aggregate posterior", Direction.Lower) with { Label = "marginal kl" };

    /// <summary>KL(q(z_j) ‖ p(z_j)) of each dimension, nats, a list of Z; not taken where the prior joins them.</summary>
    public static FigureKind PerDimension { get; } = Kind("aggregate_kl_per_dimension", "nats", "KL(q(z_j) ‖ p(z_j))");

    /// <summary>A sentence on what the figures hold for: these examples, not the distribution they come from.</summary>
    public static FigureKind Note { get; } = Kind("note", "", "what it holds for");

    /// <inheritdoc/>
    public string Id => "information";

    /// <inheritdoc/>
    public string Summary => "mutual information and total correlation of the aggregate posterior";

    /// <inheritdoc/>
    public IReadOnlyList<FigureKind> Kinds { get; } = [Examples, MutualInformation, Ceiling, TotalCorrelation, MarginalKl, PerDimension, Note];

    /// <inheritdoc/>
    public string? Unfit(Model model, DataSchema schema) => MeasureFit.NoSpread(model) ?? MeasureFit.OneExample(schema);

    /// <inheritdoc/>
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
