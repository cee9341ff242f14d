using System.Text.Json.Serialization;

namespace Elbo.Data;

/// <summary>Something known about every example beside its numbers: a class, a speaker, an action.</summary>
/// <param name="Name">Lower case, one word.</param>
/// <param name="Levels">Its values are 0 … Levels − 1.</param>
public sealed record Factor(string Name, int Levels)
{
    /// <summary>The factor that class labels are.</summary>
    public const string Label = "label";

    /// <summary>Its value for an example that does not say it.</summary>
    public const long Unknown = -1;

    /// <summary>Place of the factor of a name among others; −1 where there is none.</summary>
    public static int PlaceOf(string name, IEnumerable<Factor> factors) => factors.Select(f => f.Name).ToList().IndexOf(name);

    /// <summary>Names of the values by number; empty where they have none.</summary>
    public IReadOnlyList<string> LevelNames { get; init; } = [];

    /// <summary>Whether some training examples do not say it, and have <see cref="Unknown"/> in its place.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsPartlyKnown { get; init; }
}
