using System.Buffers.Binary;
using System.IO.Compression;
using Elbo.Torch.IO;

namespace Elbo.Evaluation.Pictures;

/// <summary>Writes pictures as PNG (ISO/IEC 15948): 8 bits a channel, grey or RGB, not interlaced.</summary>
public static class PngWriter
{
    private const byte Grey = 0;
    private const byte Rgb = 2;

    internal static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>The picture as the bytes of a PNG file.</summary>
    public static byte[] ToBytes(Raster picture)
    {
        using var bytes = new MemoryStream();
        Save(picture, bytes);
        return bytes.ToArray();
    }

    /// <summary>Writes the picture to a file, which appears whole or not at all.</summary>
    /// <exception cref="IOException">The file cannot be written; the message names it.</exception>
    public static void Save(Raster picture, string path) => WholeFile.Write(path, stream => Save(picture, stream));

    /// <summary>Writes the picture to a stream, which stays open.</summary>
    public static void Save(Raster picture, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(stream);
        stream.Write(Signature);
        WriteChunk(stream, "IHDR"u8, Header(picture));
        WriteChunk(stream, "IDAT"u8, Compress(picture));
        WriteChunk(stream, "IEND"u8, []);
    }

    private static byte[] Header(Raster picture)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, picture.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), picture.Height);
        header[8] = 8;
        header[9] = picture.Channels == 1 ? Grey : Rgb;
        return header;
    }

    private static byte[] Compress(Raster picture)
    {
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            var above = new byte[picture.Stride];
            var filtered = new byte[picture.Stride];
            var trial = new byte[picture.Stride];
            for (int y = 0; y < picture.Height; y++)
            {
                Span<byte> row = picture.Row(y);
                zlib.WriteByte(PngFilter.Choose(row, above, picture.Channels, filtered, trial));
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
