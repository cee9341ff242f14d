namespace Elbo.Data;

/// <summary>The four families of <see cref="SyntheticDistributions"/>, each with mean 0 and variance 1.</summary>
internal static class SyntheticFamily
{
    public static IReadOnlyList<string> Names { get; } = ["exponential", "gaussian", "uniform", "laplacian"];

    /// <summary>A draw of a family.</summary>
    public static double Standard(int family, ref CounterRandom random)
    {
        // In (0, 1): the logarithm of 0 is no number.
        var u = random.Uniform();
        return family switch
        {
            0 => -Math.Log(u) - 1,
            1 => Math.Sqrt(-2 * Math.Log(u)) * Math.Cos(2 * Math.PI * random.Uniform()),
            2 => Math.Sqrt(12) * (u - 0.5),
            _ => Math.Sign(u - 0.5) * -Math.Log(1 - Math.Abs((2 * u) - 1)) / Math.Sqrt(2),
        };
    }
}
