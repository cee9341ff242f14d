using System.Globalization;
using Elbo.Data;
using Elbo.Evaluation.Likelihood;
using Elbo.Models;
using Elbo.Models.Latents;

namespace Elbo.Evaluation.Measures;

/// <summary>log p(x) of codes of at most four numbers from posterior draws (<see cref="HarmonicEvaluator"/>), with the bounds of the same examples beside it.</summary>
public sealed class HarmonicMeasure : IMeasure
{
    /// <summary>−log p̂(x), nats per example: no bound on either side.</summary>
    public static FigureKind Nll { get; } = new("nll_harmonic", "nats", "−log p̂(x), harmonic mean over posterior draws", Direction.Lower) { Label = "nll harmonic", Card = "NLL, harmonic" };

    /// <summary>The evidence lower bound of the same examples, nats per example; not taken of a model without one.</summary>
    public static FigureKind Elbo { get; } = SameExamples.Elbo("harmonic");

    /// <summary>−L_K of the same examples, nats per example; not taken where q(z | x) is a point or no importance samples are asked for.</summary>
    public static FigureKind Iwae { get; } = SameExamples.Iwae("harmonic");

    /// <summary>Standard error of the estimate of an example over chains, nats, mean over examples.</summary>
    public static FigureKind Error { get; } = Kind("error", "nats", "standard error of the estimate of one example", Direction.Lower) with { Label = "error of one", Decimals = 6, Format = "0.0000" };

    /// <summary>(Σr)²/Σr² over the draws of an example, r = q̂(z)/p(x, z), mean over examples: 1 to the number of draws.</summary>
    public static FigureKind Effective { get; } = Kind("ess", "draws", "effective draws", Direction.Higher) with { Label = "effective draws", IsShown = false, Decimals = 1 };

    /// <summary>Share of the Hamiltonian moves that were accepted, 0 to 1.</summary>
    public static FigureKind Acceptance { get; } = Kind("acceptance", "", "share of accepted moves") with { Label = "acceptance", IsShown = false };

    /// <summary>How many examples were measured.</summary>
    public static FigureKind Examples { get; } = Kind("examples", "examples", "measured");

    /// <summary>L, that the density is fitted to, and that the estimate is made of.</summary>
    public static FigureKind Draws { get; } = Kind("draws", "draws", "of each example, to fit and again to estimate");

    /// <summary>What it holds for.</summary>
    public static FigureKind Note { get; } = Kind("note", "", "what it holds for");

    /// <inheritdoc/>
    public string Id => "harmonic";

    /// <inheritdoc/>
    public string Summary => "log p(x) from posterior draws";

    /// <inheritdoc/>
    public IReadOnlyList<FigureKind> Kinds { get; } = [Nll, Elbo, Iwae, Error, Effective, Acceptance, Examples, Draws, Note];

    /// <inheritdoc/>
    public string? Unfit(Model model, DataSchema schema) => MeasureCatalog.Annealed.Unfit(model, schema);

    /// <inheritdoc/>
    public bool IsAsked(MeasureContext context) => context.Harmonic is not null;

    /// <inheritdoc/>
    public long Work(MeasureContext context) => HarmonicEvaluator.Work(Options(context), context.Data, context.Split, Count(context));

    /// <inheritdoc/>
    public IEnumerable<Figure> Take(MeasureContext context)
    {
        var options = Options(context);
        var found = Found(context, options);
        var count = found.PerExample.Count;
        yield return new(Nll, found.NegativeLogLikelihood)
        {
            Detail = string.Create(CultureInfo.InvariantCulture, $"{Nll.Meaning}, no bound; {count} examples, {options.Draws} draws each to fit and to estimate; effective draws {found.EffectiveDraws:0}, {found.Acceptance:0 %} of moves accepted"),
        };
        foreach (var figure in SameExamples.Bounds(context, found.Indices, Elbo, Iwae)) yield return figure;
        yield return new(Error, found.Errors.Average());
        yield return new(Effective, found.EffectiveDraws);
        yield return new(Acceptance, found.Acceptance);
        yield return new(Examples, count);
        yield return new(Draws, options.Draws);
        yield return Figure.Of(Note, "log p̂ is bounded on neither side; it is steady where the density fitted to posterior draws is narrower than the posterior, and misses what no chain has found");
    }

    private static HarmonicBound Found(MeasureContext context, HarmonicOptions options)
    {
        try
        {
            return HarmonicEvaluator.Evaluate(context.Model.As<IGenerativeModel>()!, context.Data, context.Split, options, Count(context), context.Seed, context.Progress, context.Cancel);
        }
        catch (NotSupportedException missing)
        {
            throw new UnfitException(missing.Message);
        }
    }

    private static FigureKind Kind(string name, string unit, string meaning, Direction better = Direction.None) => new(name, unit, meaning, better) { Section = "harmonic", IsKept = false };

    private static HarmonicOptions Options(MeasureContext context) => context.Harmonic ?? new();

    private static int Count(MeasureContext context) => Math.Min(context.Limit == int.MaxValue ? AnnealingOptions.UsualExamples : context.Limit, context.Data.Count(context.Split));
}
