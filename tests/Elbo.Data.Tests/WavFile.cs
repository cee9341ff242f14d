using System.Buffers.Binary;
using System.Text;

namespace Elbo.Data.Tests;

/// <summary>Builds WAV files chunk by chunk, written without the library's own code.</summary>
internal static class WavFile
{
    public static byte[] Build(params byte[][] chunks)
    {
        byte[] body = [.. "WAVE"u8, .. chunks.SelectMany(c => c)];
        return [.. "RIFF"u8, .. Number(4, body.Length), .. body];
    }

    /// <summary>A chunk with the byte that pads one of odd length.</summary>
    public static byte[] Chunk(string name, params byte[] content) =>
        [.. Encoding.ASCII.GetBytes(name), .. Number(4, content.Length), .. content, .. new byte[content.Length & 1]];

    public static byte[] Format(int tag, int channels, int rate, int bits) => Chunk("fmt ", Plain(tag, channels, rate, bits));

    public static byte[] Extensible(int tag, int channels, int rate, int bits) => Chunk("fmt ",
    [
        .. Plain(0xFFFE, channels, rate, bits), .. Number(2, 22), .. Number(2, bits), .. Number(4, 0), .. Number(2, tag),
        0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71,
    ]);

    /// <summary>One channel of 16 bits.</summary>
    public static byte[] Mono16(int rate, params short[] samples) => Build(Format(1, 1, rate, 16), Chunk("data", [.. samples.SelectMany(s => Number(2, s))]));

    public static byte[] Number(int bytes, long value)
    {
        var all = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(all, value);
        return all[..bytes];
    }

    private static byte[] Plain(int tag, int channels, int rate, int bits) =>
        [.. Number(2, tag), .. Number(2, channels), .. Number(4, rate), .. Number(4, (long)rate * channels * bits / 8), .. Number(2, channels * bits / 8), .. Number(2, bits)];
}
