namespace Elbo.Data;

/// <summary>The 720 sprites themselves, one bit a pixel, drawn once: moving one is copying its rows elsewhere.</summary>
internal static class SpriteMasks
{
    /// <summary>Rows and columns of a mask; a sprite turns within it.</summary>
    public const int Size = 32;

    /// <summary>Half a side, the half axes and the heart's unit at scale 1, in pixels: each shape stays within a circle of radius 16.</summary>
    private const double HalfSide = 11;
    private const double LongAxis = 15;
    private const double ShortAxis = 7.5;
    private const double HeartUnit = 11.5;

    /// <summary>Row y of sprite s is element s · 32 + y; bit x is column x.</summary>
    private static readonly Lazy<uint[]> rows = new(DrawAll);

    /// <summary>The rows of one sprite.</summary>
    public static ReadOnlySpan<uint> Rows(int shape, int scale, int orientation) => rows.Value.AsSpan(((((shape * 6) + scale) * 40) + orientation) * Size, Size);

    private static uint[] DrawAll()
    {
        var all = new uint[3 * 6 * 40 * Size];
        var at = 0;
        for (var shape = 0; shape < 3; shape++)
        {
            for (var scale = 0; scale < 6; scale++)
                for (var orientation = 0; orientation < 40; orientation++, at += Size)
                    Draw(shape, 0.5 + (0.1 * scale), orientation % 39 * (2 * Math.PI / 39), all.AsSpan(at, Size));
        }

        return all;
    }

    /// <summary>A pixel belongs to the sprite where its centre does.</summary>
    private static void Draw(int shape, double scale, double angle, Span<uint> mask)
    {
        var (sin, cos) = Math.SinCos(angle);
        for (var row = 0; row < Size; row++)
        {
            for (var column = 0; column < Size; column++)
            {
                // Upwards is positive for the shapes; turning is anticlockwise.
                var (px, py) = ((column + 0.5 - (Size / 2.0)) / scale, ((Size / 2.0) - row - 0.5) / scale);
                var (x, y) = ((px * cos) + (py * sin), (py * cos) - (px * sin));
                if (Inside(shape, x, y)) mask[row] |= 1u << column;
            }
        }
    }

    private static bool Inside(int shape, double x, double y)
    {
        switch (shape)
        {
            case 0: return Math.Max(Math.Abs(x), Math.Abs(y)) <= HalfSide;
            case 1: return (x * x / (LongAxis * LongAxis)) + (y * y / (ShortAxis * ShortAxis)) <= 1;
            default:
                var (u, v) = (x / HeartUnit, y / HeartUnit);
                var ring = (u * u) + (v * v) - 1;
                return (ring * ring * ring) - (u * u * v * v * v) <= 0;
        }
    }
}
