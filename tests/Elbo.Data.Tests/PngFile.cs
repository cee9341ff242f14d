using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Elbo.Data.Tests;

/// <summary>Writes PNG files of every kind from packed sample rows, with a filter of each kind in turn.</summary>
internal static class PngFile
{
    private static readonly (int X, int Y, int Dx, int Dy)[] adam7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    /// <param name="samples">[H, W, samples per pixel], each below 2^depth.</param>
    public static byte[] Build(int width, int height, int depth, int colour, int[] samples, byte[]? palette = null, bool interlaced = false)
    {
        var perPixel = samples.Length / (width * height);
        var rows = new MemoryStream();
        foreach (var (x0, y0, dx, dy) in interlaced ? adam7 : [(0, 0, 1, 1)])
        {
            byte[]? above = null;
            for (int y = y0, n = 0; y < height && x0 < width; y += dy, n++)
            {
                var bits = new StringBuilder();
                for (var x = x0; x < width; x += dx)
                    for (var c = 0; c < perPixel; c++) bits.Append(Convert.ToString(samples[(((y * width) + x) * perPixel) + c], 2).PadLeft(depth, '0'));
                while (bits.Length % 8 != 0) bits.Append('0');
                var row = bits.ToString().Chunk(8).Select(b => Convert.ToByte(new string(b), 2)).ToArray();
                rows.WriteByte((byte)(n % 5));
                rows.Write(Filter(n % 5, row, above ?? new byte[row.Length], Math.Max(1, perPixel * depth / 8)));
                above = row;
            }
        }

        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9], header[12]) = ((byte)depth, (byte)colour, interlaced ? (byte)1 : (byte)0);
        var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true)) zlib.Write(rows.ToArray());
        var data = packed.ToArray();
        return
        [
            0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10,
            .. Chunk("IHDR", header), .. Chunk("tEXt", "Title\0x"u8.ToArray()), .. palette is null ? [] : Chunk("PLTE", palette),
            // Two parts, because a reader must put them together.
            .. Chunk("IDAT", data[..(data.Length / 2)]), .. Chunk("IDAT", data[(data.Length / 2)..]), .. Chunk("IEND", []),
        ];
    }

    public static byte[] Chunk(string type, byte[] body)
    {
        var chunk = new byte[12 + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, body.Length);
        Encoding.ASCII.GetBytes(type, chunk.AsSpan(4));
        body.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + body.Length), Crc(chunk.AsSpan(4, 4 + body.Length)));
        return chunk;
    }

    private static byte[] Filter(int kind, byte[] row, byte[] above, int step) => [.. row.Select((value, i) =>
    {
        var (a, b, c) = (i < step ? 0 : row[i - step], above[i], i < step ? 0 : above[i - step]);
        var p = a + b - c;
        var paeth = new[] { a, b, c }.MinBy(v => Math.Abs(p - v));
        return (byte)(value - kind switch { 1 => a, 2 => b, 3 => (a + b) / 2, 4 => paeth, _ => 0 });
    })];

    /// <summary>Bit by bit, as the standard defines it.</summary>
    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = 0xFFFFFFFFu;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var k = 0; k < 8; k++) crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320u : crc >> 1;
        }

        return ~crc;
    }
}
