using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Elbo.Evaluation.Images;

namespace Elbo.Evaluation.Tests.Images;

/// <summary>Reads what the writer writes, strictly: signature, every length and CRC, chunk order, and no byte too many.</summary>
internal static class PngReader
{
    public static Raster Read(byte[] png)
    {
        png.AsSpan(0, 8).SequenceEqual(new byte[] { 137, 80, 78, 71, 13, 10, 26, 10 }).ShouldBeTrue("signature");
        // How many bits of a sample count may stand between; rows come in any number of pieces.
        List<(string Type, byte[] Data)> chunks = [.. Chunks(png).Where(c => c.Type != "sBIT")];
        chunks.Select(c => c.Type).Distinct().ShouldBe(["IHDR", "IDAT", "IEND"]);
        byte[] header = chunks[0].Data;
        header.Length.ShouldBe(13);
        header[8..].ShouldBe([8, header[9], 0, 0, 0], "8 bits, deflate, adaptive filters, not interlaced");
        header[9].ShouldBeOneOf<byte>(0, 2);
        chunks[^1].Data.ShouldBeEmpty();
        var image = new Raster(
            BinaryPrimitives.ReadInt32BigEndian(header), BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4)), header[9] == 0 ? 1 : 3);
        Unfilter(Inflate([.. chunks[1..^1].SelectMany(c => c.Data)]), image);
        return image;
    }

    private static IEnumerable<(string Type, byte[] Data)> Chunks(byte[] png)
    {
        for (int at = 8; at < png.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at + 8 + length)).ShouldBe(BitwiseCrc(png.AsSpan(at + 4, 4 + length)));
            yield return (Encoding.ASCII.GetString(png, at + 4, 4), png[(at + 8)..(at + 8 + length)]);
            at += 12 + length;
        }
    }

    // Bit by bit from the definition, so that it shares nothing with the writer's table.
    private static uint BitwiseCrc(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in bytes)
        {
            for (int bit = 0; bit < 8; bit++)
            {
                uint feedback = (crc ^ (uint)(b >> bit)) & 1;
                crc = (crc >> 1) ^ (feedback * 0xEDB88320u);
            }
        }
        return ~crc;
    }

    private static byte[] Inflate(byte[] data)
    {
        using var zlib = new ZLibStream(new MemoryStream(data), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        zlib.CopyTo(plain);
        return plain.ToArray();
    }

    private static void Unfilter(byte[] rows, Raster image)
    {
        rows.Length.ShouldBe((image.Stride + 1) * image.Height);
        for (int y = 0; y < image.Height; y++)
        {
            byte kind = rows[y * (image.Stride + 1)];
            Span<byte> row = image.Row(y);
            for (int i = 0; i < row.Length; i++)
            {
                int left = i >= image.Channels ? row[i - image.Channels] : 0;
                int above = y > 0 ? image.Row(y - 1)[i] : 0;
                int corner = y > 0 && i >= image.Channels ? image.Row(y - 1)[i - image.Channels] : 0;
                int predicted = kind switch
                {
                    0 => 0,
                    1 => left,
                    2 => above,
                    3 => (left + above) / 2,
                    4 => Nearest(left + above - corner, left, above, corner),
                    _ => throw new InvalidDataException($"filter {kind}"),
                };
                row[i] = (byte)(rows[y * (image.Stride + 1) + 1 + i] + predicted);
            }
        }
    }

    private static int Nearest(int estimate, params int[] candidates) => candidates.MinBy(c => Math.Abs(estimate - c));
}
