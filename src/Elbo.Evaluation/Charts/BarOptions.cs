namespace Elbo.Evaluation.Charts;

/// <summary>How bars are drawn.</summary>
public sealed record BarOptions
{
    /// <summary>Whether bars go from the largest to the smallest value; otherwise in the order given.</summary>
    public bool IsSorted { get; init; } = true;

    /// <summary>Values drawn in full colour, by index: the active units, for instance; null draws all so.</summary>
    public IReadOnlyList<bool>? Emphasis { get; init; }

    /// <summary>Legend of the emphasised bars and of the others.</summary>
    public (string Emphasised, string Other) EmphasisNames { get; init; } = ("active", "inactive");

    /// <summary>A level marked by a dashed line; null for none.</summary>
    public double? Limit { get; init; }
}
