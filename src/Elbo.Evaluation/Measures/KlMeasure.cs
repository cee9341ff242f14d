using Elbo.Data;
using Elbo.Evaluation.Latents;
using Elbo.Models;

namespace Elbo.Evaluation.Measures;

/// <summary>The divergence of each dimension (<see cref="KlPerDimension"/>).</summary>
public sealed class KlMeasure : IMeasure
{
    /// <summary>KL(q(z_j | x) ‖ p(z_j)), mean over examples, nats; a list of Z.</summary>
    public static FigureKind PerDimension { get; } = new("kl_per_dimension", "nats", "divergence of a dimension's posterior from its prior") { IsKept = false };

    /// <inheritdoc/>
    public string Id => "kl";

    /// <inheritdoc/>
    public string Summary => "divergence of each dimension";

    /// <inheritdoc/>
    public IReadOnlyList<FigureKind> Kinds { get; } = [PerDimension];

    /// <inheritdoc/>
    public string? Unfit(Model model, DataSchema schema) => MeasureFit.NoSpread(model) ?? MeasureFit.OneExample(schema);

    /// <inheritdoc/>
    public IEnumerable<Figure> Take(MeasureContext context)
    {
        var kl = KlPerDimension.Measure(context.Latent, context.Data, context.Split, context.Limit, context.Seed);
        if (kl.Count == 0) throw new UnfitException("posterior or prior join the dimensions of the code");
        yield return Figure.Of(PerDimension, kl);
    }
}
