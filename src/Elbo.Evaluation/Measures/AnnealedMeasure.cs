using System.Globalization;
using Elbo.Data;
using Elbo.Evaluation.Likelihood;
using Elbo.Models;
using Elbo.Models.Latents;

namespace Elbo.Evaluation.Measures;

/// <summary>log p(x) by annealed importance sampling (<see cref="AnnealedEvaluator"/>), with the bounds of the same examples beside it.</summary>
public sealed class AnnealedMeasure : IMeasure
{
    /// <summary>−log p̂(x), nats per example: an upper bound on −log p(x) in expectation.</summary>
    public static FigureKind Nll { get; } = new("nll_ais", "nats", "−log p̂(x), annealed importance sampling", Direction.Lower) { Label = "nll ais", Card = "NLL, AIS" };

    /// <summary>The evidence lower bound of the same examples, nats per example; not taken of a model without one.</summary>
    public static FigureKind Elbo { get; } = SameExamples.Elbo("ais");

    /// <summary>−L_K of the same examples, nats per example; not taken where q(z | x) is a point or no importance samples are asked for.</summary>
    public static FigureKind Iwae { get; } = SameExamples.Iwae("ais");

    /// <see cref="Upper"/> − <see cref="Lower"/>, nats per simulated example: what the estimate is off by at most, on average (Wu et al. 2017, arXiv 1611.04273). This one and the two bounds are taken with <see cref="AnnealingOptions.Bdmc"/> alone.
    public static FigureKind Gap { get; } = Kind("bdmc_gap", "nats", "upper − lower bound of simulated examples", Direction.Lower) with { Label = "bdmc gap", IsKept = true };

    /// <summary>log p(x) of simulated examples from below, nats.</summary>
    public static FigureKind Lower { get; } = Kind("bdmc_lower", "nats", "log p(x) of simulated examples from below", Direction.None) with { Label = "bdmc lower" };

    /// <summary>log p(x) of simulated examples from above, nats: the path taken back from the z that each example was made from.</summary>
    public static FigureKind Upper { get; } = Kind("bdmc_upper", "nats", "log p(x) of simulated examples from above", Direction.None) with { Label = "bdmc upper" };

    /// <summary>Share of the Hamiltonian moves that were accepted, 0 to 1; NaN where there were none.</summary>
    public static FigureKind Acceptance { get; } = Kind("acceptance", "", "share of accepted moves") with { Label = "acceptance", IsShown = false };

    /// <summary>(Σ w)²/Σ w² over the chains of an example, mean over examples: 1 to the number of chains. Near 1 a single chain says what is estimated.</summary>
    public static FigureKind Effective { get; } = Kind("ess", "chains", "effective chains", Direction.Higher) with { Label = "effective chains", IsShown = false, Decimals = 2 };

    /// <summary>How many examples were measured.</summary>
    public static FigureKind Examples { get; } = Kind("examples", "examples", "measured");

    /// <summary>How many were to be measured: more than <see cref="Examples"/> where the time was up.</summary>
    public static FigureKind Wanted { get; } = Kind("examples_wanted", "examples", "asked for");

    /// <summary>How many examples were drawn from the model to be bounded from both sides.</summary>
    public static FigureKind Simulated { get; } = Kind("examples_simulated", "examples", "bounded from both sides");

    /// <summary>C of each example.</summary>
    public static FigureKind Chains { get; } = Kind("chains", "chains", "of each example");

    /// <summary>T, distributions of the path with both ends.</summary>
    public static FigureKind Steps { get; } = Kind("steps", "distributions", "of the path, with both ends");

    /// <summary>A sentence on what the bound holds for: it depends on whether step sizes were fixed beforehand.</summary>
    public static FigureKind Note { get; } = Kind("note", "", "what it holds for");

    /// <inheritdoc/>
    public string Id => "ais";

    /// <inheritdoc/>
    public string Summary => "log p(x) by annealed importance sampling";

    /// <inheritdoc/>
    public IReadOnlyList<FigureKind> Kinds { get; } = [Nll, Elbo, Iwae, Lower, Upper, Gap, Acceptance, Effective, Examples, Wanted, Simulated, Chains, Steps, Note];

    /// <inheritdoc/>
    public string? Unfit(Model model, DataSchema schema) => model.As<IGenerativeModel>() is { } generative ? PosteriorPath.Missing(generative) : MeasureFit.NoLatents;

    /// <inheritdoc/>
    public bool IsAsked(MeasureContext context) => context.Annealing is not null;

    /// <inheritdoc/>
    public long Work(MeasureContext context) => AnnealedEvaluator.Work(Options(context), context.Data, context.Split, Count(context));

    /// <inheritdoc/>
    public IEnumerable<Figure> Take(MeasureContext context)
    {
        var options = Options(context);
        var found = Found(context, options);
        var count = found.PerExample.Count;
        var drawn = count < found.Wanted ? $"{count} of {found.Wanted} examples, as the time was up" : count < context.Data.Count(context.Split) ? $"{count} examples drawn" : $"all {count} examples";
        var path = string.Create(CultureInfo.InvariantCulture, $"{options.Chains} chains, {options.Steps} distributions from the {options.Start.ToString().ToLowerInvariant()}");
        yield return new(Nll, found.NegativeLogLikelihood)
        {
            Detail = string.Create(CultureInfo.InvariantCulture, $"−log p̂(x), annealed importance sampling; {drawn}, {path}; effective chains {found.EffectiveChains:0.0}{(found.IsCarriedByOne(options.Chains) ? ", so that one carries the average: take more --steps" : "")}{(double.IsNaN(found.Acceptance) ? "" : $", {found.Acceptance:0 %} of moves accepted")}"),
        };
        foreach (var figure in SameExamples.Bounds(context, found.Indices, Elbo, Iwae)) yield return figure;
        if (found.Sandwich is { } sandwich)
        {
            yield return new(Lower, Estimate.Of([.. sandwich.Lower])) { Detail = $"log p(x) of {sandwich.Lower.Count} simulated examples from below" };
            yield return new(Upper, Estimate.Of([.. sandwich.Upper])) { Detail = "the same from above" };
            yield return new(Gap, sandwich.Gap) { Detail = "upper − lower: what the estimate of such examples is off by at most, on average" };
            yield return new(Simulated, sandwich.Lower.Count);
        }
        yield return new(Acceptance, found.Acceptance);
        yield return new(Effective, found.EffectiveChains);
        yield return new(Examples, count);
        yield return new(Wanted, found.Wanted);
        yield return new(Chains, options.Chains);
        yield return new(Steps, options.Steps);
        yield return Figure.Of(Note, $"log p̂ is a lower bound on log p(x) in expectation and exceeds it by b nats with a probability below e^−b; {(options.Bdmc || options.StepSize is not null ? "step sizes were fixed beforehand, so that this holds strictly" : "step sizes adapted to the chains, which breaks it slightly")}");
    }

    private static AnnealedBound Found(MeasureContext context, AnnealingOptions options)
    {
        try
        {
            return AnnealedEvaluator.Evaluate(context.Model.As<IGenerativeModel>()!, context.Data, context.Split, options, Count(context), context.Seed, context.Kept, context.Progress, context.Cancel);
        }
        catch (NotSupportedException missing)
        {
            throw new UnfitException(missing.Message);
        }
    }

    private static FigureKind Kind(string name, string unit, string meaning, Direction better = Direction.None) => new(name, unit, meaning, better) { Section = "ais", IsKept = false };

    private static AnnealingOptions Options(MeasureContext context) => context.Annealing ?? new();

    private static int Count(MeasureContext context) => Math.Min(Options(context).Examples ?? (context.Limit == int.MaxValue ? AnnealingOptions.UsualExamples : context.Limit), context.Data.Count(context.Split));
}
