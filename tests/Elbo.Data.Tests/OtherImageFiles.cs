using System.Buffers.Binary;
using SkiaSharp;

namespace Elbo.Data.Tests;

/// <summary>Makes BMP, GIF and WebP files that lose nothing.</summary>
internal static unsafe class OtherImageFiles
{
    /// <summary>24 bits, rows from below, as most programs write it.</summary>
    /// <param name="pixels">[H, W, 3].</param>
    public static byte[] Bmp(int width, int height, byte[] pixels)
    {
        var stride = ((3 * width) + 3) / 4 * 4;
        var file = new byte[54 + (stride * height)];
        "BM"u8.CopyTo(file);
        foreach (var (at, value) in new[] { (2, file.Length), (10, 54), (14, 40), (18, width), (22, height), (34, stride * height) }) BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at), value);
        (file[26], file[28]) = (1, 24);
        for (var i = 0; i < width * height; i++)
            for (var c = 0; c < 3; c++) file[54 + ((height - 1 - (i / width)) * stride) + (3 * (i % width)) + c] = pixels[(3 * i) + 2 - c];
        return file;
    }

    /// <summary>Frames of a palette, one after another.</summary>
    /// <param name="palette">768 bytes.</param>
    /// <param name="frames">Numbers of colours, [H, W] each.</param>
    public static byte[] Gif(int width, int height, byte[] palette, params byte[][] frames)
    {
        List<byte> file = [.. "GIF89a"u8, (byte)width, 0, (byte)height, 0, 0xF7, 0, 0, .. palette];
        foreach (var frame in frames)
        {
            file.AddRange([0x21, 0xF9, 4, 0, 10, 0, 0, 0, 0x2C, 0, 0, 0, 0, (byte)width, 0, (byte)height, 0, 0, 8]);
            // Codes of nine bits: the table is emptied before it needs ten.
            var bits = new List<int>();
            foreach (var (i, colour) in frame.Index())
            {
                if (i % 100 == 0) Put(256);
                Put(colour);
            }

            Put(257);
            while (bits.Count % 8 != 0) bits.Add(0);
            foreach (var block in bits.Chunk(8).Select(b => (byte)b.Select((bit, k) => bit << k).Sum()).Chunk(255)) file.AddRange([(byte)block.Length, .. block]);
            file.Add(0);
            void Put(int code) => bits.AddRange(Enumerable.Range(0, 9).Select(k => (code >> k) & 1));
        }

        return [.. file, 0x3B];
    }

    /// <param name="pixels">[H, W, 4]: red, green, blue, alpha.</param>
    public static byte[] WebP(int width, int height, byte[] pixels)
    {
        fixed (byte* start = pixels)
        {
            using var image = new SKPixmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul), (nint)start);
            using var data = image.Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossless, 100));
            return data!.ToArray();
        }
    }
}
