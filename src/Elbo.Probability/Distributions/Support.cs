namespace Elbo.Probability;

/// <summary>The values one element of a draw can take.</summary>
/// <param name="Name">As written in tables: <c>real</c>, <c>positive</c> …</param>
/// <param name="Lower">Greatest lower bound.</param>
/// <param name="Upper">Least upper bound.</param>
/// <param name="IsDiscrete">True when log-probabilities are those of a mass function.</param>
public sealed record Support(string Name, double Lower, double Upper, bool IsDiscrete)
{
    /// <summary>Every real number.</summary>
    public static Support Real { get; } = new("real", double.NegativeInfinity, double.PositiveInfinity, false);

    /// <summary>x ≥ 0.</summary>
    public static Support Positive { get; } = new("positive", 0, double.PositiveInfinity, false);

    /// <summary>0 ≤ x ≤ 1.</summary>
    public static Support Unit { get; } = new("unit", 0, 1, false);

    /// <summary>0 or 1.</summary>
    public static Support Binary { get; } = new("binary", 0, 1, true);

    /// <summary>0, 1, …, <paramref name="count"/> − 1.</summary>
    public static Support Categories(long count) => new($"categories({count})", 0, count - 1, true);

    /// <summary>True when an element of a draw can have this value.</summary>
    public bool Contains(double x) => x >= Lower && x <= Upper && !(double.IsInfinity(x)) && (!IsDiscrete || x == Math.Floor(x));
}
