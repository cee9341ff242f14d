using Elbo.Data;
using Elbo.Evaluation.Latents;
using Elbo.Models;

namespace Elbo.Evaluation.Measures;

/// <summary>Active units (<see cref="ActiveUnits"/>).</summary>
public sealed class ActiveUnitsMeasure : IMeasure
{
    public static FigureKind Count { get; } = new("active_units", "units", "dimensions with Var E[z|x] > 0.01") { Label = "active units", Card = "Active units", Format = "0" };

    public static FigureKind ByLayer { get; } = new("active_units_by_layer", "units", "active units of each layer") { Label = "by layer", IsShown = false, IsKept = false };

    public static FigureKind Latent { get; } = new("latent", "dimensions", "dimensions of the code") { IsKept = false };

    public static FigureKind Variances { get; } = new("unit_variances", "", "Var E[z|x]") { IsKept = false, Decimals = 6 };

    public string Id => "units";

    public string Summary => "active units";

    public IReadOnlyList<FigureKind> Kinds { get; } = [Count, ByLayer, Latent, Variances];

    public string? Unfit(Model model, DataSchema schema) =>
        MeasureFit.NoPosterior(model) is { } reason ? reason : model.As<IEncoder>() is null ? "its codes are no real numbers" : MeasureFit.OneExample(schema) ?? MeasureFit.Directions(model);

    public IEnumerable<Figure> Take(MeasureContext context)
    {
        var units = ActiveUnits.Measure(context.Latent, context.Data, context.Split, context.Limit, seed: context.Seed);
        yield return new(Count, units.Count) { Shown = $"{units} of {string.Join('+', units.Layers)}" };
        yield return Figure.Of(ByLayer, units.ToString());
        yield return new(Latent, units.Variances.Count);
        yield return Figure.Of(Variances, units.Variances);
    }
}
