using Elbo.Data;
using Elbo.Evaluation.Latents;
using Elbo.Models;

namespace Elbo.Evaluation.Measures;

/// <summary>Active units (<see cref="ActiveUnits"/>).</summary>
public sealed class ActiveUnitsMeasure : IMeasure
{
    /// <summary>Dimensions of the code with Var_x E_q[z | x] above 0.01 (Burda et al. 2016, arXiv 1509.00519, §5).</summary>
    public static FigureKind Count { get; } = new("active_units", "units", "dimensions with Var E[z|x] > 0.01") { Label = "active units", Card = "Active units", Format = "0" };

    /// <summary>The same for each stochastic layer, lowest first: a text such as <c>16+5</c>.</summary>
    public static FigureKind ByLayer { get; } = new("active_units_by_layer", "units", "active units of each layer") { Label = "by layer", IsShown = false, IsKept = false };

    /// <summary>Z, dimensions of the code, those of all layers.</summary>
    public static FigureKind Latent { get; } = new("latent", "dimensions", "dimensions of the code") { IsKept = false };

    /// <summary>Var_x E_q[z | x] of each dimension, a list of Z.</summary>
    public static FigureKind Variances { get; } = new("unit_variances", "", "Var E[z|x]") { IsKept = false, Decimals = 6 };

    /// <inheritdoc/>
    public string Id => "units";

    /// <inheritdoc/>
    public string Summary => "active units";

    /// <inheritdoc/>
    public IReadOnlyList<FigureKind> Kinds { get; } = [Count, ByLayer, Latent, Variances];

    /// <inheritdoc/>
    public string? Unfit(Model model, DataSchema schema) =>
        MeasureFit.NoPosterior(model) is { } reason ? reason : model.As<IEncoder>() is null ? "its codes are no real numbers" : MeasureFit.OneExample(schema) ?? MeasureFit.Directions(model);

    /// <inheritdoc/>
    public IEnumerable<Figure> Take(MeasureContext context)
    {
        var units = ActiveUnits.Measure(context.Latent, context.Data, context.Split, context.Limit, seed: context.Seed);
        yield return new(Count, units.Count) { Shown = $"{units} of {string.Join('+', units.Layers)}" };
        yield return Figure.Of(ByLayer, units.ToString());
        yield return new(Latent, units.Variances.Count);
        yield return Figure.Of(Variances, units.Variances);
    }
}
