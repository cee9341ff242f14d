namespace Elbo.Evaluation.Charts;

/// <summary>What one direction of a chart shows.</summary>
/// <param name="Label">The quantity, such as "epoch" or "ELBO".</param>
/// <param name="Unit">Its unit, such as "nats"; null for a plain count.</param>
public sealed record Axis(string Label, string? Unit = null)
{
    /// <summary>Whether equal distances mean equal ratios. Values that are not positive are then left as gaps.</summary>
    public bool IsLogarithmic { get; init; }

    /// <summary>Smallest value shown; null takes it from the data. Lines are cut at it.</summary>
    public double? From { get; init; }

    /// <summary>Largest value shown; null takes it from the data. Lines are cut at it.</summary>
    public double? To { get; init; }

    /// <summary>Whether only whole numbers mean something, as for epochs: ticks keep to them.</summary>
    public bool IsWhole { get; init; }

    internal string Caption => string.IsNullOrEmpty(Unit) ? Label : $"{Label} ({Unit})";
}
