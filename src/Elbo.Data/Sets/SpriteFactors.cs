using System.Globalization;

namespace Elbo.Data;

/// <summary>The factors that a sprite image is a function of, each a number from 0 below its count.</summary>
/// <param name="Shape">0 square, 1 ellipse, 2 heart.</param>
/// <param name="Scale">0 … 5: 0.5, 0.6, … 1.</param>
/// <param name="Orientation">0 … 39: from 0 to 2π inclusive, so that the first and the last are the same image, as published.</param>
/// <param name="X">0 … 31, from the left.</param>
/// <param name="Y">0 … 31, from the top.</param>
public readonly record struct SpriteFactors(int Shape, int Scale, int Orientation, int X, int Y)
{
    /// <summary>The factors in the order of the parameters; places are their own names.</summary>
    public static IReadOnlyList<Factor> Known { get; } =
    [
        new("shape", 3) { LevelNames = ["square", "ellipse", "heart"] },
        new("scale", 6) { LevelNames = [.. Enumerable.Range(5, 6).Select(k => (k / 10.0).ToString(CultureInfo.InvariantCulture))] },
        new("orientation", 40) { LevelNames = [.. Enumerable.Range(0, 40).Select(k => (k * 360 / 39.0).ToString("0.#", CultureInfo.InvariantCulture) + "°")] },
        new("x", 32),
        new("y", 32),
    ];

    /// <summary>All combinations: 737,280.</summary>
    public static int Combinations { get; } = Known.Aggregate(1, (product, factor) => product * factor.Levels);

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
