using Elbo.Evaluation.Measures;
using Elbo.Models.Configuration;

namespace Elbo.Runs.Recipes;

/// <summary>A figure as a paper reports it: an entry of the <c>"paper"</c> list of a preset.</summary>
public sealed record PaperFigure : IConfig
{
    /// <summary>Name of the measured figure it stands beside, one of <see cref="MeasureCatalog.Kept"/>.</summary>
    public string Name { get; init; } = "";

    /// <summary>In that figure's unit. Null only where it was not given, which is a problem.</summary>
    public double? Value { get; init; }

    /// <summary>Where it is printed: paper, table or figure.</summary>
    public string Source { get; init; } = "";

    /// <summary>What keeps it from being compared as it stands; empty where nothing does.</summary>
    public string Note { get; init; } = "";

    /// <inheritdoc/>
    public IEnumerable<string> Problems()
    {
        if (MeasureCatalog.Find(Name) is null) yield return $"name must be one of {string.Join(", ", MeasureCatalog.Kept.Select(k => k.Name))}, is '{Name}'";
        if (Value is null) yield return "value must be given";
        if (Source.Length == 0) yield return "source must name the table or figure";
    }
}
