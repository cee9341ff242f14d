using System.IO.Compression;

namespace Elbo.Data;

/// <summary>Decodes PNG images of every colour type and depth, interlaced or not, to 8 bits. Alpha and colour profiles are left
/// out; 16 bits are rounded to 8; check sums are compared.</summary>
/// <remarks>ISO/IEC 15948 (PNG, third edition), sections 7 to 10.</remarks>
internal static class PngReader
{
    /// <summary>First column and row, and their steps, of Adam7's seven passes.</summary>
    private static readonly (int X, int Y, int Dx, int Dy)[] adam7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    private static readonly (int X, int Y, int Dx, int Dy)[] whole = [(0, 0, 1, 1)];

    /// <summary>Width, height and channels, from the file's beginning.</summary>
    /// <exception cref="DataException">The bytes do not begin a PNG.</exception>
    public static (int Width, int Height, int Channels) ReadHeader(ReadOnlySpan<byte> bytes, string file)
    {
        const int Body = 16;
        if (!PngChunks.IsPng(bytes) || bytes.Length < Body + PngHeader.Bytes || !bytes[8..Body].SequenceEqual("\0\0\0\rIHDR"u8)) throw new DataException($"{file}: not a PNG: it does not begin with a header");
        var header = PngHeader.Read(bytes.Slice(Body, PngHeader.Bytes), file);
        return (header.Width, header.Height, header.Channels);
    }

    /// <exception cref="DataException">The bytes are no whole, undamaged PNG.</exception>
    public static DecodedImage Decode(ReadOnlySpan<byte> bytes, string file)
    {
        var chunks = PngChunks.Read(bytes, file);
        var header = chunks.Header;
        if (header.Colour == PngHeader.Palette && chunks.Palette.Length == 0) throw new DataException($"{file}: a PNG of palette colours without a palette");
        long total = 0;
        var passes = header.Interlaced ? adam7 : whole;
        foreach (var pass in passes) total += RawBytes(header, Extent(header.Width, pass.X, pass.Dx), Extent(header.Height, pass.Y, pass.Dy));
        if (total > chunks.Data.Length * PackedFile.MaxDeflateRatio) throw new DataException($"{file}: cut: {total} bytes of rows are expected, the PNG cannot hold as many");

        using var stream = new ZLibStream(new MemoryStream(chunks.Data, writable: false), CompressionMode.Decompress);
        var pixels = new byte[checked(header.Channels * header.Width * header.Height)];
        try
        {
            foreach (var pass in passes) DecodePass(stream, chunks, pass, pixels, file);
            if (stream.ReadByte() >= 0) throw new DataException($"{file}: a PNG with more rows than its header says");
        }
        catch (Exception e) when (e is InvalidDataException or (IOException and not DataException))
        {
            throw new DataException($"{file}: damaged: {e.Message}", e);
        }

        return new DecodedImage(header.Width, header.Height, header.Channels, pixels);
    }

    private static int Extent(int size, int first, int step) => (size - first + step - 1) / step;

    private static long RawBytes(PngHeader header, int width, int height) => width <= 0 || height <= 0 ? 0 : (long)height * (1 + header.RowBytes(width));

    private static void DecodePass(Stream stream, PngChunks chunks, (int X, int Y, int Dx, int Dy) pass, byte[] pixels, string file)
    {
        var header = chunks.Header;
        var (width, height) = (Extent(header.Width, pass.X, pass.Dx), Extent(header.Height, pass.Y, pass.Dy));
        if (width <= 0 || height <= 0) return;
        var rowBytes = header.RowBytes(width);
        var (row, above) = (new byte[1 + rowBytes], new byte[1 + rowBytes]);
        for (var y = 0; y < height; y++)
        {
            if (stream.ReadAtLeast(row, row.Length, throwOnEndOfStream: false) < row.Length) throw new DataException($"{file}: cut: the PNG's rows end early");
            if (!PngFilter.Undo(row[0], row.AsSpan(1), above.AsSpan(1), header.FilterStep)) throw new DataException($"{file}: damaged: a row has filter {row[0]}");
            var target = ((pass.Y + (y * pass.Dy)) * header.Width) + pass.X;
            if (header is { Colour: 0, Depth: <= 8 }) StoreGrey(row.AsSpan(1), width, header.Depth, pixels, target, pass.Dx);
            else for (var x = 0; x < width; x++, target += pass.Dx) Store(row.AsSpan(1), x, chunks, pixels, target, file);
            (row, above) = (above, row);
        }
    }

    /// <summary>The kind that data sets come in by the ten thousand.</summary>
    private static void StoreGrey(ReadOnlySpan<byte> row, int width, int depth, byte[] pixels, int target, int step)
    {
        var unit = 255 / ((1 << depth) - 1);
        for (var x = 0; x < width; x++, target += step) pixels[target] = (byte)(Bits(row, x, depth) * unit);
    }

    private static void Store(ReadOnlySpan<byte> row, int x, PngChunks chunks, byte[] pixels, int target, string file)
    {
        var header = chunks.Header;
        var plane = header.Width * header.Height;
        if (header.Colour == PngHeader.Palette)
        {
            var entry = Bits(row, x, header.Depth) * 3;
            if (entry >= chunks.Palette.Length) throw new DataException($"{file}: damaged: a pixel has colour {entry / 3} of a palette of {chunks.Palette.Length / 3}");
            for (var c = 0; c < 3; c++) pixels[(c * plane) + target] = chunks.Palette[entry + c];
            return;
        }

        for (var c = 0; c < header.Channels; c++)
        {
            var sample = (x * header.Samples) + c;
            pixels[(c * plane) + target] = header.Depth switch
            {
                8 => row[sample],
                16 => (byte)((((row[2 * sample] << 8 | row[(2 * sample) + 1]) * 255) + 32767) / 65535),
                var depth => (byte)(Bits(row, sample, depth) * 255 / ((1 << depth) - 1)),
            };
        }
    }

    private static int Bits(ReadOnlySpan<byte> row, int sample, int depth)
    {
        var bit = sample * depth;
        return row[bit >> 3] >> (8 - depth - (bit & 7)) & ((1 << depth) - 1);
    }
}
