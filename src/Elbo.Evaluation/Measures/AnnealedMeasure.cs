using System.Globalization;
using Elbo.Data;
using Elbo.Evaluation.Likelihood;
using Elbo.Models;
using Elbo.Models.Latents;

namespace Elbo.Evaluation.Measures;

/// <summary>log p(x) by annealed importance sampling (<see cref="AnnealedEvaluator"/>), with the bounds of the same examples beside it.</summary>
public sealed class AnnealedMeasure : IMeasure
{
    public static FigureKind Nll { get; } = new("nll_ais", "nats", "−log p̂(x), annealed importance sampling", Direction.Lower) { Label = "nll ais", Card = "NLL, AIS" };

    public static FigureKind Elbo { get; } = Kind("elbo", "nats", "the bound of the same examples", Direction.Higher) with { Label = "elbo, same" };

    public static FigureKind Iwae { get; } = Kind("nll", "nats", "−L_K of the same examples", Direction.Lower) with { Label = "nll, same" };

    public static FigureKind Gap { get; } = Kind("bdmc_gap", "nats", "upper − lower bound of simulated examples", Direction.Lower) with { Label = "bdmc gap", IsKept = true };

    public static FigureKind Lower { get; } = Kind("bdmc_lower", "nats", "log p(x) of simulated examples from below", Direction.None) with { Label = "bdmc lower" };

    public static FigureKind Upper { get; } = Kind("bdmc_upper", "nats", "log p(x) of simulated examples from above", Direction.None) with { Label = "bdmc upper" };

    public static FigureKind Acceptance { get; } = Kind("acceptance", "", "share of accepted moves") with { Label = "acceptance", IsShown = false };

    public static FigureKind Effective { get; } = Kind("ess", "chains", "effective chains", Direction.Higher) with { Label = "effective chains", IsShown = false, Decimals = 2 };

    public static FigureKind Examples { get; } = Kind("examples", "examples", "measured");

    public static FigureKind Wanted { get; } = Kind("examples_wanted", "examples", "asked for");

    public static FigureKind Simulated { get; } = Kind("examples_simulated", "examples", "bounded from both sides");

    public static FigureKind Chains { get; } = Kind("chains", "chains", "of each example");

    public static FigureKind Steps { get; } = Kind("steps", "distributions", "of the path, with both ends");

    public static FigureKind Note { get; } = Kind("note", "", "what it holds for");

    public string Id => "ais";

    public string Summary => "log p(x) by annealed importance sampling";

    public IReadOnlyList<FigureKind> Kinds { get; } = [Nll, Elbo, Iwae, Lower, Upper, Gap, Acceptance, Effective, Examples, Wanted, Simulated, Chains, Steps, Note];

    public string? Unfit(Model model, DataSchema schema) => model.As<ILatentVariables>() is { } latent ? PosteriorPath.Missing(latent) : MeasureFit.NoLatents;

    public long Work(MeasureContext context) => AnnealedEvaluator.Work(Options(context), context.Data, context.Split, Count(context));

    public IEnumerable<Figure> Take(MeasureContext context)
    {
        var options = Options(context);
        var found = Found(context, options);
        var count = found.PerExample.Count;
        var drawn = count < found.Wanted ? $"{count} of {found.Wanted} examples, as the time was up" : count < context.Data.Count(context.Split) ? $"{count} examples drawn" : $"all {count} examples";
        var path = string.Create(CultureInfo.InvariantCulture, $"{options.Chains} chains, {options.Steps} distributions from the {options.Start.ToString().ToLowerInvariant()}");
        yield return new(Nll, found.NegativeLogLikelihood)
        {
            Detail = string.Create(CultureInfo.InvariantCulture, $"−log p̂(x), annealed importance sampling; {drawn}, {path}; effective chains {found.EffectiveChains:0.0}{(double.IsNaN(found.Acceptance) ? "" : $", {found.Acceptance:0 %} of moves accepted")}"),
        };
        // Not disposed, as that would dispose the context's data.
        var same = new SelectedDataset(context.Data, context.Split, found.Indices);
        if (context.Latent.HasBound) yield return new(Elbo, ElboEvaluator.Evaluate(context.Latent, same, context.Split, seed: context.Seed, cancel: context.Cancel).Elbo);
        if (context.Samples > 0)
            yield return new(Iwae, IwaeEvaluator.Evaluate(context.Latent, same, context.Split, context.Samples, seed: context.Seed, cancel: context.Cancel).NegativeLogLikelihood) { Detail = $"−L_{context.Samples} of the same examples" };
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
            return AnnealedEvaluator.Evaluate(context.Latent, context.Data, context.Split, options, Count(context), context.Seed, context.Kept, context.Progress, context.Cancel);
        }
        catch (NotSupportedException missing)
        {
            throw new UnfitException(missing.Message);
        }
    }

    private static FigureKind Kind(string name, string unit, string meaning, Direction better = Direction.None) => new(name, unit, meaning, better) { Section = "ais", IsKept = false };

    private static AnnealingOptions Options(MeasureContext context) => context.Annealing ?? new();

    private static int Count(MeasureContext context) => Math.Min(context.Limit == int.MaxValue ? AnnealingOptions.UsualExamples : context.Limit, context.Data.Count(context.Split));
}
