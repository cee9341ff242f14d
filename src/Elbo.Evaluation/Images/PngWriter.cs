using System.Buffers.Binary;
using System.IO.Compression;
using Elbo.Evaluation.Files;
using Elbo.Torch.IO;

namespace Elbo.Evaluation.Images;

/// <summary>Writes images as PNG (ISO/IEC 15948): 8 bits a channel, grey or RGB, not interlaced.</summary>
public static class PngWriter
{
    private const byte Grey = 0;
    private const byte Rgb = 2;

    internal static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>The image as the bytes of a PNG file.</summary>
    public static byte[] ToBytes(Raster image)
    {
        using var bytes = new MemoryStream();
        Save(image, bytes);
        return bytes.ToArray();
    }

    /// <summary>Writes the image to a file, which appears whole or not at all.</summary>
    /// <exception cref="IOException">The file cannot be written; the message names it.</exception>
    public static void Save(Raster image, string path) => WholeFile.Write(path, stream => Save(image, stream));

    /// <summary>Writes the image to a stream, which stays open.</summary>
    public static void Save(Raster image, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(stream);
        stream.Write(Signature);
        WriteChunk(stream, "IHDR"u8, Header(image));
        WriteChunk(stream, "IDAT"u8, Compress(image));
        WriteChunk(stream, "IEND"u8, []);
    }

    private static byte[] Header(Raster image)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, image.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), image.Height);
        header[8] = 8;
        header[9] = image.Channels == 1 ? Grey : Rgb;
        return header;
    }

    private static byte[] Compress(Raster image)
    {
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            var above = new byte[image.Stride];
            var filtered = new byte[image.Stride];
            var trial = new byte[image.Stride];
            for (int y = 0; y < image.Height; y++)
            {
                Span<byte> row = image.Row(y);
                zlib.WriteByte(PngFilter.Choose(row, above, image.Channels, filtered, trial));
                zlib.Write(filtered);
                row.CopyTo(above);
            }
        }
        return compressed.ToArray();
    }

    private static void WriteChunk(Stream stream, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(word, data.Length);
        stream.Write(word);
        stream.Write(type);
        stream.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(word, Crc32.Of(data, Crc32.Of(type)));
        stream.Write(word);
    }
}
