namespace Elbo.Data;

/// <summary>What the text of a cell is.</summary>
internal enum CellKind : byte
{
    /// <summary>No value, in whatever column: empty, or a mark such as <c>NA</c>.</summary>
    Missing,

    /// <summary>No value in a column of numbers, a text in a column of texts: <c>-</c>, <c>None</c>.</summary>
    Dash,

    /// <summary>A finite number that an F32 can hold.</summary>
    Number,

    /// <summary>Anything else.</summary>
    Text,
}
