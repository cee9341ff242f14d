namespace Elbo.Probability;

/// <summary>The values one element of a draw can take.</summary>
/// <param name="Name">As written in tables: <c>real</c>, <c>positive</c> …</param>
/// <param name="Lower">Greatest lower bound.</param>
/// <param name="Upper">Least upper bound.</param>
/// <param name="Step">Distance of neighbouring values where the support is discrete, else 0.</param>
public sealed record Support(string Name, double Lower, double Upper, double Step = 0)
{
    /// <summary>f32 values of a grid k/255 miss it by 10⁻⁵ of a step; a value in between is off by much more.</summary>
    private const double GridRounding = 1e-4;

    /// <summary>Every real number.</summary>
    public static Support Real { get; } = new("real", double.NegativeInfinity, double.PositiveInfinity);

    /// <summary>x ≥ 0.</summary>
    public static Support Positive { get; } = new("positive", 0, double.PositiveInfinity);

    /// <summary>0 ≤ x ≤ 1.</summary>
    public static Support Unit { get; } = new("unit", 0, 1);

    /// <summary>An interval whose ends are parameters of the distribution; the descriptor itself knows no bounds.</summary>
    public static Support Interval { get; } = new("interval", double.NegativeInfinity, double.PositiveInfinity);

    /// <summary>−1 ≤ x ≤ 1, all elements of a draw together of length 1.</summary>
    public static Support Sphere { get; } = new("sphere", -1, 1);

    /// <summary>0 or 1.</summary>
    public static Support Binary { get; } = new("binary", 0, 1, 1);

    /// <summary>0, 1, …, <paramref name="count"/> − 1.</summary>
    public static Support Categories(long count) => new($"categories({count})", 0, count - 1, 1);

    /// <summary>0, 1, 2, …</summary>
    public static Support Counts { get; } = new("counts", 0, double.PositiveInfinity, 1);

    /// <summary>The <paramref name="levels"/> grey values k / (levels − 1) of [0, 1].</summary>
    public static Support Grid(int levels) => new($"grid({levels})", 0, 1, 1.0 / (levels - 1));

    /// <summary>True when log-probabilities are those of a mass function.</summary>
    public bool IsDiscrete => Step > 0;

    /// <summary>True when an element of a draw can have this value.</summary>
    public bool Contains(double x) =>
        double.IsFinite(x) && x >= Lower && x <= Upper && (!IsDiscrete || Math.Abs((x - Lower) / Step - Math.Round((x - Lower) / Step)) < GridRounding);
}
