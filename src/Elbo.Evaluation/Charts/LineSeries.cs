namespace Elbo.Evaluation.Charts;

/// <summary>One line of a line chart. Points with a value that is not finite are gaps in the line.</summary>
public sealed record LineSeries
{
    /// <exception cref="ArgumentException">X and Y differ in length.</exception>
    public LineSeries(string name, IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        if (x.Count != y.Count)
            throw new ArgumentException($"series '{name}' has {x.Count} x values and {y.Count} y values");
        (Name, X, Y) = (name, x, y);
    }

    /// <summary>A series whose x values count up from <paramref name="firstX"/>: epochs, for instance.</summary>
    public LineSeries(string name, IReadOnlyList<double> y, int firstX = 1)
        : this(name, Count(y, firstX), y)
    {
    }

    /// <summary>In the legend, where there are several lines.</summary>
    public string Name { get; }

    /// <summary>In the unit of the x axis, as many as <see cref="Y"/>; joined in the order in which they stand.</summary>
    public IReadOnlyList<double> X { get; }

    /// <summary>In the unit of the y axis; one that is not finite is a gap.</summary>
    public IReadOnlyList<double> Y { get; }

    private static double[] Count(IReadOnlyList<double> y, int firstX)
    {
        ArgumentNullException.ThrowIfNull(y);
        var x = new double[y.Count];
        for (int i = 0; i < x.Length; i++)
            x[i] = firstX + i;
        return x;
    }
}
