namespace Elbo.Evaluation.Images;

/// <summary>
/// Lays images out in a grid: row after row from the top left, each image enlarged by whole pixels (nearest neighbour).
/// </summary>
/// <remarks>Values are intensities in [0, 1]; what lies outside is clamped. A NaN is drawn in magenta, never hidden.</remarks>
public sealed record ImageGrid
{
    private const int SmallestVisibleSide = 56;
    private static readonly byte[] NotANumber = [255, 0, 255];

    /// <summary>Images in a row; 0 chooses a nearly square grid.</summary>
    public int Columns { get; init; }

    /// <summary>Pixels on a side for each pixel of an image; 0 takes the smallest that draws images at least 56 pixels high and wide.</summary>
    public int Scale { get; init; }

    /// <summary>Pixels between images and around the grid, after scaling.</summary>
    public int Padding { get; init; } = 2;

    /// <summary>Grey level of the padding.</summary>
    public byte Background { get; init; } = 110;

    /// <summary>Draws <paramref name="count"/> images, <c>[N, C, H, W]</c> with C 1 or 3.</summary>
    /// <exception cref="ArgumentException">The span does not hold exactly N·C·H·W values, or a size is impossible.</exception>
    public Raster Render(ReadOnlySpan<float> images, int count, int channels, int height, int width)
    {
        Check(images.Length, count, channels, height, width);
        int columns = Math.Min(count, Columns > 0 ? Columns : (int)Math.Ceiling(Math.Sqrt(count)));
        int rows = (count + columns - 1) / columns;
        return Draw(columns, rows, images, [], count, new Shape(channels, height, width));
    }

    /// <summary>
    /// Draws images above their counterparts (originals above reconstructions): bands of two rows, a wider gap between bands.
    /// </summary>
    /// <param name="upper">The upper images, <c>[N, C, H, W]</c>.</param>
    /// <param name="lower">Their counterparts, in the same order and of the same shape.</param>
    /// <param name="count">N.</param>
    /// <param name="channels">C: 1 or 3.</param>
    /// <param name="height">H.</param>
    /// <param name="width">W.</param>
    /// <exception cref="ArgumentException">A span does not hold exactly N·C·H·W values, or a size is impossible.</exception>
    public Raster RenderPairs(ReadOnlySpan<float> upper, ReadOnlySpan<float> lower, int count, int channels, int height, int width)
    {
        Check(upper.Length, count, channels, height, width);
        Check(lower.Length, count, channels, height, width);
        int columns = Math.Min(count, Columns > 0 ? Columns : 10);
        int bands = (count + columns - 1) / columns;
        return Draw(columns, bands, upper, lower, count, new Shape(channels, height, width));
    }

    private Raster Draw(int columns, int bands, ReadOnlySpan<float> upper, ReadOnlySpan<float> lower, int count, Shape shape)
    {
        bool pairs = !lower.IsEmpty;
        int shortSide = Math.Min(shape.Height, shape.Width);
        int scale = Scale > 0 ? Scale : (SmallestVisibleSide + shortSide - 1) / shortSide;
        int cellWidth = shape.Width * scale + Padding;
        int cellHeight = shape.Height * scale + Padding;
        int bandGap = pairs ? 3 * Padding : 0;
        int bandHeight = (pairs ? 2 : 1) * cellHeight + bandGap;

        // Colour is needed for colour images, and to show what is not a number.
        bool colour = shape.Channels == 3 || HasNaN(upper) || HasNaN(lower);
        var grid = new Raster(
            checked(Padding + columns * cellWidth), checked(Padding + bands * bandHeight - bandGap), colour ? 3 : 1);
        grid.Pixels.AsSpan().Fill(Background);
        int imageSize = shape.Channels * shape.Height * shape.Width;
        for (int n = 0; n < count; n++)
        {
            int left = Padding + n % columns * cellWidth;
            int top = Padding + n / columns * bandHeight;
            DrawImage(grid, upper.Slice(n * imageSize, imageSize), shape, left, top, scale);
            if (pairs)
                DrawImage(grid, lower.Slice(n * imageSize, imageSize), shape, left, top + cellHeight, scale);
        }
        return grid;
    }

    private static void DrawImage(Raster grid, ReadOnlySpan<float> image, Shape shape, int left, int top, int scale)
    {
        Span<byte> pixel = stackalloc byte[3];
        int plane = shape.Height * shape.Width;
        int bytes = grid.Channels;
        for (int y = 0; y < shape.Height; y++)
        {
            Span<byte> firstRow = grid.Row(top + y * scale).Slice(left * bytes, shape.Width * scale * bytes);
            for (int x = 0; x < shape.Width; x++)
            {
                ReadPixel(image, y * shape.Width + x, shape.Channels, plane, pixel);
                for (int repeat = 0; repeat < scale; repeat++)
                    pixel[..bytes].CopyTo(firstRow[((x * scale + repeat) * bytes)..]);
            }
            for (int repeat = 1; repeat < scale; repeat++)
                firstRow.CopyTo(grid.Row(top + y * scale + repeat)[(left * bytes)..]);
        }
    }

    private static void ReadPixel(ReadOnlySpan<float> image, int at, int channels, int plane, Span<byte> pixel)
    {
        for (int c = 0; c < 3; c++)
        {
            float value = image[(channels == 3 ? c : 0) * plane + at];
            if (float.IsNaN(value))
            {
                NotANumber.CopyTo(pixel);
                return;
            }
            pixel[c] = (byte)(Math.Clamp(value, 0f, 1f) * 255f + 0.5f);
        }
    }

    private static bool HasNaN(ReadOnlySpan<float> values)
    {
        foreach (float value in values)
        {
            if (float.IsNaN(value))
                return true;
        }
        return false;
    }

    private void Check(int length, int count, int channels, int height, int width)
    {
        if (Columns < 0 || Scale < 0 || Padding < 0)
            throw new ArgumentException($"grid columns ({Columns}), scale ({Scale}) and padding ({Padding}) must not be negative");
        if (count <= 0 || height <= 0 || width <= 0 || channels is not (1 or 3))
            throw new ArgumentException($"images of shape [{count}, {channels}, {height}, {width}] cannot be drawn: all sizes positive, 1 or 3 channels");
        Int128 needed = (Int128)count * channels * height * width;
        if (needed != length)
            throw new ArgumentException($"images of shape [{count}, {channels}, {height}, {width}] need {needed} values, got {length}");
    }

    private readonly record struct Shape(int Channels, int Height, int Width);
}
