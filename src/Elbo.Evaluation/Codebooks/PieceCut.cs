using Elbo.Evaluation.Visuals;

namespace Elbo.Evaluation.Codebooks;

/// <summary>Cuts squares out of images around the positions of a grid: twice as wide as a position's own part.</summary>
internal sealed class PieceCut(ImageShape shape, int rows, int columns)
{
    /// <summary>What is beyond the border.</summary>
    public const float Outside = 110 / 255f;

    /// <summary>Pixels on a side.</summary>
    public int Side { get; } = Math.Max(2, 2 * Math.Max(shape.Height / rows, shape.Width / columns));

    /// <summary>Values of a piece.</summary>
    public int Size => shape.Channels * Side * Side;

    /// <param name="image">[C, H, W].</param>
    /// <param name="place">Position in raster order.</param>
    /// <returns>[C, side, side].</returns>
    public float[] Take(ReadOnlySpan<float> image, int place)
    {
        var piece = new float[Size];
        var top = (int)Math.Round((place / columns + 0.5) * shape.Height / rows - (Side / 2.0));
        var left = (int)Math.Round((place % columns + 0.5) * shape.Width / columns - (Side / 2.0));
        for (var k = 0; k < piece.Length; k++)
        {
            var (channel, y, x) = (k / (Side * Side), top + (k / Side % Side), left + (k % Side));
            piece[k] = y < 0 || x < 0 || y >= shape.Height || x >= shape.Width ? Outside : image[(((channel * shape.Height) + y) * shape.Width) + x];
        }
        return piece;
    }
}
