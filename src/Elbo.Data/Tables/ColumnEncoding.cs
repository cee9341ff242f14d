using System.Text.Json.Serialization;

namespace Elbo.Data;

/// <summary>How a column of a table becomes numbers.</summary>
public enum ColumnKind
{
    /// <summary>One number.</summary>
    Numeric,

    /// <summary>A number for each category, 1 for the one that is there and 0 for the others.</summary>
    Categorical,
}

/// <summary>A column and what the training rows say about it.</summary>
/// <param name="Name">As in the file.</param>
/// <param name="Kind">Of what it holds.</param>
public sealed record ColumnEncoding(string Name, ColumnKind Kind)
{
    /// <summary>Mean of a numeric column over the training rows that have a value; what a missing value is replaced by.</summary>
    public double Mean { get; init; }

    /// <summary>Standard deviation of a numeric column over the same rows, dividing by their number; 1 for a constant.</summary>
    public double Deviation { get; init; } = 1;

    /// <summary>Texts of a categorical column in ordinal order; empty for a numeric one.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>Whether a further number says that the value was missing.</summary>
    public bool Indicator { get; init; }

    /// <summary>Numbers that the column becomes.</summary>
    [JsonIgnore]
    public int Width => (Kind == ColumnKind.Numeric ? 1 : Categories.Count) + (Indicator ? 1 : 0);
}
