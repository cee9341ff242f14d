namespace Elbo.Torch.Optim;

/// <summary>A bound on the gradients an optimizer uses in a step. The default bounds nothing.</summary>
public readonly record struct GradientClip
{
    private readonly double maxNorm, maxValue;

    private GradientClip(double maxNorm, double maxValue) => (this.maxNorm, this.maxValue) = (maxNorm, maxValue);

    /// <summary>No bound.</summary>
    public static GradientClip None => default;

    /// <summary>The largest Euclidean norm of all gradients as one vector; null when there is no such bound.</summary>
    public double? MaxNorm => maxNorm > 0 ? maxNorm : null;

    /// <summary>The largest absolute value of an element; null when there is no such bound.</summary>
    public double? MaxValue => maxValue > 0 ? maxValue : null;

    /// <summary>Scales all gradients by min(1, max/(norm + 1e-6)), norm being that of all of them as one vector. Pascanu et al. 2013.</summary>
    public static GradientClip ByNorm(double max) => new(Positive(max), 0);

    /// <summary>Clamps every element of every gradient to ±<paramref name="max"/>.</summary>
    public static GradientClip ByValue(double max) => new(0, Positive(max));

    private static double Positive(double max) =>
        max > 0 ? max : throw new ArgumentOutOfRangeException(nameof(max), max, "a bound on gradients is a positive number");
}
