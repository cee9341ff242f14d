using System.Buffers.Binary;

namespace Elbo.Data;

/// <summary>The IHDR chunk of a PNG: size and kind of its pixels.</summary>
internal readonly record struct PngHeader(int Width, int Height, int Depth, int Colour, bool Interlaced)
{
    public const int Bytes = 13;
    public const int Palette = 3;

    /// <summary>Numbers per pixel as stored, alpha included.</summary>
    public int Samples => Colour switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };

    /// <summary>Channels of the image: alpha is left out, a palette gives colours.</summary>
    public int Channels => Colour is 2 or Palette or 6 ? 3 : 1;

    /// <summary>Bytes from one pixel to the next for the filters, at least 1.</summary>
    public int FilterStep => Math.Max(1, Samples * Depth / 8);

    public int RowBytes(int width) => checked((int)((((long)width * Samples * Depth) + 7) / 8));

    public static PngHeader Read(ReadOnlySpan<byte> chunk, string file)
    {
        if (chunk.Length != Bytes) throw new DataException($"{file}: a PNG header of {chunk.Length} bytes, expected {Bytes}");
        var (width, height) = (BinaryPrimitives.ReadUInt32BigEndian(chunk), BinaryPrimitives.ReadUInt32BigEndian(chunk[4..]));
        if (width == 0 || height == 0 || (ulong)width * height > DecodedImage.MostPixels)
            throw new DataException($"{file}: a PNG of {width} by {height} pixels; 1 to {DecodedImage.MostPixels} in all are read");
        var (depth, colour) = (chunk[8], chunk[9]);
        var known = colour switch
        {
            0 => depth is 1 or 2 or 4 or 8 or 16,
            2 or 4 or 6 => depth is 8 or 16,
            Palette => depth is 1 or 2 or 4 or 8,
            _ => false,
        };
        if (!known) throw new DataException($"{file}: no PNG has colour type {colour} with {depth} bits");
        if (chunk[10] != 0 || chunk[11] != 0 || chunk[12] > 1)
            throw new DataException($"{file}: PNG compression {chunk[10]}, filter {chunk[11]}, interlace {chunk[12]} are not known");
        return new PngHeader((int)width, (int)height, depth, colour, chunk[12] == 1);
    }
}
