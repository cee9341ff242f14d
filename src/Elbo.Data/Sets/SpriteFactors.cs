namespace Elbo.Data;

/// <summary>The factors that a sprite image is a function of, each a number from 0 below its count.</summary>
/// <param name="Shape">0 square, 1 ellipse, 2 heart.</param>
/// <param name="Scale">0 … 5: 0.5, 0.6, … 1.</param>
/// <param name="Orientation">0 … 39: from 0 to 2π inclusive, so that the first and the last are the same image, as published.</param>
/// <param name="X">0 … 31, from the left.</param>
/// <param name="Y">0 … 31, from the top.</param>
public readonly record struct SpriteFactors(int Shape, int Scale, int Orientation, int X, int Y)
{
    /// <summary>How many values each factor has, in the order of the parameters.</summary>
    public static IReadOnlyList<int> Counts { get; } = [3, 6, 40, 32, 32];

    /// <summary>Names of the factors, in the order of the parameters.</summary>
    public static IReadOnlyList<string> Names { get; } = ["shape", "scale", "orientation", "x", "y"];

    /// <summary>All combinations: 737,280.</summary>
    public static int Combinations { get; } = Counts.Aggregate((a, b) => a * b);

    /// <summary>The combination's number in [0, <see cref="Combinations"/>): the published order, the last factor changing fastest.</summary>
    public int Number => (((((((Shape * 6) + Scale) * 40) + Orientation) * 32) + X) * 32) + Y;

    /// <summary>The factors of a combination.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such combination.</exception>
    public static SpriteFactors Of(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, Combinations);
        return new(number / (32 * 32 * 40 * 6), number / (32 * 32 * 40) % 6, number / (32 * 32) % 40, number / 32 % 32, number % 32);
    }
}
