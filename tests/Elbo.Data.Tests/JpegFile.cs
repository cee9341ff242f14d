using System.Buffers.Binary;
using SkiaSharp;

namespace Elbo.Data.Tests;

/// <summary>Makes JPEG files: by a library, and by hand of blocks of one value each, whose pixels are known exactly.</summary>
internal static unsafe class JpegFile
{
    /// <summary>By SkiaSharp, colours at full resolution.</summary>
    /// <param name="pixels">[H, W, C] with C 1 or 3.</param>
    public static byte[] Build(int width, int height, byte[] pixels, int quality = 100)
    {
        var isGrey = pixels.Length == width * height;
        var samples = isGrey ? pixels : [.. pixels.Chunk(3).SelectMany(p => (byte[])[.. p, 255])];
        fixed (byte* start = samples)
        {
            using var image = new SKPixmap(new SKImageInfo(width, height, isGrey ? SKColorType.Gray8 : SKColorType.Rgba8888, SKAlphaType.Opaque), (nint)start);
            using var data = image.Encode(new SKJpegEncoderOptions(quality, SKJpegEncoderDownsample.Downsample444, SKJpegEncoderAlphaOption.Ignore));
            return data!.ToArray();
        }
    }

    /// <summary>Blocks of 8 by 8 pixels, each of one value; nothing is lost.</summary>
    /// <param name="across">Blocks in a row.</param>
    /// <param name="blocks">[rows, across, components].</param>
    /// <param name="components">1 grey, 3 YCbCr, 4 CMYK as Adobe's programs write it, inverted.</param>
    /// <param name="isProgressive">Whether the means come first and the rest, of which there is none, in scans of their own.</param>
    /// <param name="orientation">Of EXIF, 1 to 8; null without EXIF.</param>
    public static byte[] OfBlocks(int across, byte[] blocks, int components = 1, bool isProgressive = false, int? orientation = null)
    {
        var (width, height) = (8 * across, 8 * (blocks.Length / components / across));
        List<byte> file = [0xFF, 0xD8];
        if (orientation is { } turn) file.AddRange(Segment(0xE1, [.. "Exif\0\0"u8, .. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)turn, 0, 0, 0, 0, 0, 0]));
        if (components == 4) file.AddRange(Segment(0xEE, [.. "Adobe"u8, 0, 100, 0, 0, 0, 0, 0]));
        file.AddRange(Segment(0xDB, [0, .. Enumerable.Repeat((byte)1, 64)]));
        var parts = Enumerable.Range(1, components).ToArray();
        file.AddRange(Segment(isProgressive ? 0xC2 : 0xC0, [8, 0, (byte)height, 0, (byte)width, (byte)components, .. parts.SelectMany(c => (byte[])[(byte)c, 0x11, 0])]));
        // Twelve codes of four bits: the number of bits of a difference. One code of one bit: the end of a block.
        file.AddRange(Segment(0xC4, [0x00, 0, 0, 0, 12, .. new byte[12], .. Enumerable.Range(0, 12).Select(c => (byte)c)]));
        file.AddRange(Segment(0xC4, [0x10, 1, .. new byte[15], 0]));
        file.AddRange(Segment(0xDA, [(byte)components, .. parts.SelectMany(c => (byte[])[(byte)c, 0]), 0, isProgressive ? (byte)0 : (byte)63, 0]));
        file.AddRange(Scan(blocks, components, isProgressive));
        // Else a decoder would guess what is between the means.
        foreach (var c in isProgressive ? parts : []) file.AddRange([.. Segment(0xDA, [1, (byte)c, 0, 1, 63, 0]), .. Packed([.. Enumerable.Repeat(0, blocks.Length / components)])]);
        return [.. file, 0xFF, 0xD9];
    }

    private static byte[] Segment(int marker, byte[] body)
    {
        byte[] segment = [0xFF, (byte)marker, 0, 0, .. body];
        BinaryPrimitives.WriteUInt16BigEndian(segment.AsSpan(2), (ushort)(body.Length + 2));
        return segment;
    }

    /// <summary>The mean of a block times 8, as the difference to that of the block before.</summary>
    private static IEnumerable<byte> Scan(byte[] blocks, int components, bool isProgressive)
    {
        var bits = new List<int>();
        void Put(int value, int count)
        {
            for (var k = count - 1; k >= 0; k--) bits.Add((value >> k) & 1);
        }

        var last = new int[components];
        for (var i = 0; i < blocks.Length; i++)
        {
            var (mean, c) = (8 * (blocks[i] - 128), i % components);
            var (step, size) = (mean - last[c], 0);
            last[c] = mean;
            while (Math.Abs(step) >> size != 0) size++;
            Put(size, 4);
            Put(step >= 0 ? step : step + (1 << size) - 1, size);
            if (!isProgressive) Put(0, 1);
        }

        return Packed(bits);
    }

    /// <summary>Bits to bytes; none of them looks like a marker.</summary>
    private static IEnumerable<byte> Packed(List<int> bits)
    {
        while (bits.Count % 8 != 0) bits.Add(1);
        foreach (var bytes in bits.Chunk(8))
        {
            var value = (byte)bytes.Aggregate(0, (sum, bit) => (sum << 1) | bit);
            yield return value;
            if (value == 0xFF) yield return 0;
        }
    }
}
