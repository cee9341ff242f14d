using System.Text.Json.Serialization;

namespace Elbo.Data;

/// <summary>How a column of a table becomes numbers.</summary>
public enum ColumnKind
{
    /// <summary>One number.</summary>
    Numeric,

    /// <summary>A number for each category, 1 for the one that is there and 0 for the others.</summary>
    Categorical,

    /// <summary>A date: days since the beginning of 1970, and sine and cosine of the season.</summary>
    Date,

    /// <summary>A date with a time of day: as a date, and sine and cosine of the hour.</summary>
    Time,
}

/// <summary>What the numbers of a numeric column can be.</summary>
public enum ColumnValues
{
    /// <summary>Any number.</summary>
    Real,

    /// <summary>0 or 1, as in every training row, both of which occur there.</summary>
    Binary,

    /// <summary>How often something was: 0, 1, 2 …, as in every training row.</summary>
    Count,
}

/// <summary>A column and what the training rows say about it.</summary>
/// <param name="Name">As in the file.</param>
/// <param name="Kind">Of what it holds.</param>
public sealed record ColumnEncoding(string Name, ColumnKind Kind)
{
    /// <summary>Greatest count: standardised in F32 it is still told from its neighbours.</summary>
    public const int MostCount = 1 << 20;

    /// <summary>A number in F32 has hardly more digits after the point.</summary>
    public const int MostDecimals = 9;

    /// <summary>Mean of a numeric column, or of the days of dates, over the training rows that have a value; what a missing value is replaced by.</summary>
    public double Mean { get; init; }

    /// <summary>Standard deviation over the same rows, dividing by their number; 1 for a constant.</summary>
    public double Deviation { get; init; } = 1;

    /// <summary>Digits after the point that numbers of the column have at most, up to <see cref="MostDecimals"/>; null for more.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Decimals { get; init; }

    /// <summary>How dates of the column are written; null as 2024-12-31.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DateFormat { get; init; }

    /// <summary>What its numbers can be; of no meaning for columns that are not numeric.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ColumnValues Values { get; init; }

    /// <summary>Texts of a categorical column in ordinal order; empty for others.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>Whether a further number says that the value was missing.</summary>
    public bool Indicator { get; init; }

    /// <summary>Numbers that the column becomes.</summary>
    [JsonIgnore]
    public int Width => (Kind switch { ColumnKind.Numeric => 1, ColumnKind.Categorical => Categories.Count, ColumnKind.Date => 3, _ => 5 }) + (Indicator ? 1 : 0);

    /// <summary>Names of these numbers: <c>age</c>, <c>colour=red</c>, <c>born season sin</c>, <c>age missing</c>.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Names => [.. OfValues, .. Indicator ? [$"{Name} missing"] : Array.Empty<string>()];

    /// <summary>Whether the first number is one that is shifted and scaled.</summary>
    [JsonIgnore]
    internal bool IsScaled => Kind != ColumnKind.Categorical;

    /// <summary>Whether a number can be in the column.</summary>
    internal bool Takes(double value) => Values switch { ColumnValues.Binary => value is 0 or 1, ColumnValues.Count => IsCount(value), _ => true };

    /// <summary>Whether a number is a count.</summary>
    internal static bool IsCount(double value) => value is >= 0 and <= MostCount && value == Math.Floor(value);

    private IEnumerable<string> OfValues => Kind switch
    {
        ColumnKind.Numeric => [Name],
        ColumnKind.Categorical => Categories.Select(v => $"{Name}={v}"),
        ColumnKind.Date => [Name, $"{Name} season sin", $"{Name} season cos"],
        _ => [Name, $"{Name} season sin", $"{Name} season cos", $"{Name} hour sin", $"{Name} hour cos"],
    };
}
