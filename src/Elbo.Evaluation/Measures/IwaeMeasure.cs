using System.Globalization;
using Elbo.Data;
using Elbo.Evaluation.Likelihood;
using Elbo.Models;

namespace Elbo.Evaluation.Measures;

/// <summary>The importance-weighted bound L_K (<see cref="IwaeEvaluator"/>).</summary>
public sealed class IwaeMeasure : IMeasure
{
    /// <summary>−L_K, nats per example: an upper bound on −log p(x) in expectation, the tighter the larger K (Burda et al. 2016, arXiv 1509.00519).</summary>
    public static FigureKind Nll { get; } = new("nll", "nats", "−L_K, importance-weighted", Direction.Lower) { Label = "nll", Card = "NLL" };

    /// <summary>−L_K/(D log 2), bits per dimension; only where p(x | z) is a probability of the grey values that the data has.</summary>
    public static FigureKind Bits { get; } = new("nll_bits_per_dimension", "bits", "−L_K / (D log 2)", Direction.Lower) { Label = "bits/dim nll", Format = "0.000", IsKept = false };

    /// <summary>K, importance samples of an example.</summary>
    public static FigureKind Samples { get; } = new("samples", "samples", "importance samples") { Label = "K", IsShown = false, IsKept = false };

    /// <summary>(Σ w)²/Σ w² over the K samples of an example, mean over examples: 1 to K. A few say that L_K rests on a few draws.</summary>
    public static FigureKind Effective { get; } = new("ess", "samples", "of L_K", Direction.Higher) { Label = "effective samples", IsShown = false, Decimals = 2 };

    /// <inheritdoc/>
    public string Id => "iwae";

    /// <inheritdoc/>
    public string Summary => "importance-weighted bound";

    /// <inheritdoc/>
    public IReadOnlyList<FigureKind> Kinds { get; } = [Nll, Bits, Samples, Effective];

    /// <inheritdoc/>
    public string? Unfit(Model model, DataSchema schema) => MeasureFit.NoSpread(model) is not { } reason ? null
        : MeasureFit.NoBound(model) is null ? reason + ": all importance samples are the same, and the bound says all" : reason;

    /// <inheritdoc/>
    public bool IsAsked(MeasureContext context) => context.Samples > 0;

    /// <inheritdoc/>
    public IEnumerable<Figure> Take(MeasureContext context)
    {
        var k = context.Samples;
        var bound = context.Importance();
        yield return new(Nll, bound.NegativeLogLikelihood) { Detail = string.Create(CultureInfo.InvariantCulture, $"−L_{k}, importance-weighted; effective samples {bound.EffectiveSampleSize:0.0}"), Head = string.Create(CultureInfo.InvariantCulture, $"NLL, IWAE-{k}") };
        if (BoundMeasure.GreyDimensions(context) is { } d)
            yield return new(Bits, bound.NegativeLogLikelihood.Scaled(1 / (d * Math.Log(2)))) { Detail = string.Create(CultureInfo.InvariantCulture, $"−L_{k} / ({d} log 2)") };
        yield return new(Samples, k);
        yield return new(Effective, bound.EffectiveSampleSize);
    }
}
