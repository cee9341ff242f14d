namespace Elbo.Evaluation.Images;

/// <summary>An 8-bit image in memory: rows from the top, pixels from the left, grey (1 channel) or RGB (3).</summary>
public sealed class Raster
{
    /// <summary>A black image.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A side is not positive, or channels is neither 1 nor 3.</exception>
    public Raster(int width, int height, int channels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if (channels is not (1 or 3))
            throw new ArgumentOutOfRangeException(nameof(channels), channels, "an image is grey (1 channel) or RGB (3 channels)");
        Int128 bytes = (Int128)width * height * channels;
        if (bytes > Array.MaxLength)
            throw new ArgumentOutOfRangeException(nameof(width), $"an image of {width} x {height} x {channels} bytes is too large");
        Width = width;
        Height = height;
        Channels = channels;
        Pixels = new byte[(int)bytes];
    }

    /// <summary>Pixels of a row, at least 1.</summary>
    public int Width { get; }

    /// <summary>Rows, at least 1.</summary>
    public int Height { get; }

    /// <summary>1 (grey) or 3 (red, green, blue).</summary>
    public int Channels { get; }

    /// <summary>Bytes of one row.</summary>
    public int Stride => Width * Channels;

    /// <summary>All bytes, <c>[Height, Width, Channels]</c>.</summary>
    public byte[] Pixels { get; }

    /// <summary>The bytes of row <paramref name="y"/>, <c>[Width, Channels]</c>.</summary>
    public Span<byte> Row(int y) => Pixels.AsSpan(y * Stride, Stride);

    /// <summary>The bytes of one pixel, <c>[Channels]</c>.</summary>
    public Span<byte> Pixel(int x, int y) => Row(y).Slice(x * Channels, Channels);
}
