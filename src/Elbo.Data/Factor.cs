namespace Elbo.Data;

/// <summary>Something known about every example beside its numbers: a class, a speaker, an action.</summary>
/// <param name="Name">Lower case, one word.</param>
/// <param name="Levels">Its values are 0 … Levels − 1.</param>
public sealed record Factor(string Name, int Levels)
{
    /// <summary>The factor that class labels are.</summary>
    public const string Label = "label";

    /// <summary>Names of the values by number; empty where they have none.</summary>
    public IReadOnlyList<string> LevelNames { get; init; } = [];
}
