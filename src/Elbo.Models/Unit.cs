namespace Elbo.Models;

/// <summary>What a figure is counted in. Figures of different units never share an axis.</summary>
public enum Unit
{
    /// <summary>Natural units of information.</summary>
    Nats,

    /// <summary>log₂ units of information.</summary>
    Bits,

    /// <summary>How many of something there are, or are in effect: codes, dimensions, samples.</summary>
    Count,

    /// <summary>Squared Euclidean distance in the space of codes or of data.</summary>
    SquaredDistance,

    /// <summary>A part of a whole in [0, 1].</summary>
    Fraction,

    /// <summary>10 log₁₀ of a ratio of powers.</summary>
    Decibels,

    /// <summary>A number without a unit.</summary>
    None,
}
