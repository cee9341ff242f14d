using System.Globalization;
using Elbo.Data;
using Elbo.Evaluation.Likelihood;
using Elbo.Models;
using Elbo.Models.Latents;

namespace Elbo.Evaluation.Measures;

/// <summary>The evidence lower bound with its two parts (<see cref="ExampleBounds"/>), and its bits per dimension where p(x | z) is a probability of grey values.</summary>
public sealed class BoundMeasure : IMeasure
{
    /// <summary>E_q[log p(x | z)] − KL(q(z | x) ‖ p(z)), nats per example: at most log p(x), and log p(x) itself for a model without latent variables.</summary>
    public static FigureKind Elbo { get; } = new("elbo", "nats", "evidence lower bound", Direction.Higher) { Label = "elbo", Card = "ELBO" };

    /// <summary>E_q[log p(x | z)], nats per example.</summary>
    public static FigureKind Reconstruction { get; } = new("reconstruction", "nats", "expected log-likelihood", Direction.Higher) { Label = "reconstruction" };

    /// <summary>KL(q(z | x) ‖ p(z)), nats per example; not taken of a model without latent variables.</summary>
    public static FigureKind Kl { get; } = new("kl", "nats", "divergence of the posterior from the prior") { Label = "kl", Card = "KL" };

    /// <summary>−ELBO/(D log 2), bits per dimension; only where p(x | z) is a probability of the grey values that the data has.</summary>
    public static FigureKind Bits { get; } = new("bits_per_dimension", "bits", "−elbo / (D log 2)", Direction.Lower) { Label = "bits/dim", Format = "0.000" };

    /// <inheritdoc/>
    public string Id => "bound";

    /// <inheritdoc/>
    public string Summary => "evidence lower bound and its parts";

    /// <inheritdoc/>
    public IReadOnlyList<FigureKind> Kinds { get; } = [Elbo, Reconstruction, Kl, Bits];

    /// <inheritdoc/>
    public string? Unfit(Model model, DataSchema schema) => MeasureFit.NoBound(model);

    /// <inheritdoc/>
    public IEnumerable<Figure> Take(MeasureContext context)
    {
        var bound = context.Parts().Means;
        var words = context.Latent.Words;
        yield return new(Elbo, bound.Elbo) { Detail = words.HasLatents ? $"bound on log p({words.Evidence})" : $"log p({words.Evidence}), exact: there are no latent variables" };
        yield return Likelihood(bound.Reconstruction, words);
        if (words.HasLatents) yield return new(Kl, bound.Kl) { Detail = $"KL(q({words.Posterior}) ‖ p({words.Prior}))" };
        if (GreyDimensions(context) is { } d) yield return new(Bits, bound.Elbo.Scaled(-1 / (d * Math.Log(2)))) { Detail = string.Create(CultureInfo.InvariantCulture, $"−elbo / ({d} log 2)") };
    }

    /// <summary>The expected log-likelihood, named as the model's.</summary>
    internal static Figure Likelihood(Estimate estimate, DensityWords words)
    {
        var name = $"log p({words.Likelihood})";
        return new(Reconstruction, estimate) { Label = name, Head = name };
    }

    /// <summary>D where p(x | z) is a probability of the grey values that the data has: only then can its bits be compared between models and with files.</summary>
    internal static int? GreyDimensions(MeasureContext context) =>
        context.Model.As<IDataRange>() is { GreyLevels: { } levels } && (context.Data.Info.GreyLevels ?? levels) == levels ? context.Data.Info.Dimensions : null;
}
