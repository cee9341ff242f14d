using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Elbo.Data.Tests;

/// <summary>Small MATLAB 5 files made by hand.</summary>
internal static class MatFile
{
    public static byte[] Build(bool compressed, bool bigEndian, params byte[][] arrays)
    {
        var file = new List<byte>(Encoding.ASCII.GetBytes("MATLAB 5.0 MAT-file, made by a test".PadRight(124)));
        file.AddRange(bigEndian ? [1, 0, (byte)'M', (byte)'I'] : [0, 1, (byte)'I', (byte)'M']);
        foreach (var array in arrays)
        {
            if (!compressed)
            {
                file.AddRange(array);
                continue;
            }

            var packed = new MemoryStream();
            using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true)) zlib.Write(array);
            file.AddRange([.. Word(15, bigEndian), .. Word((int)packed.Length, bigEndian), .. packed.ToArray()]);
        }

        return [.. file];
    }

    /// <param name="cls">Class of the array: 6 double, 9 uint8 …</param>
    /// <param name="type">Type of the stored elements: 2 uint8, 4 uint16, 9 double …</param>
    public static byte[] Array(string name, int cls, int type, int[] shape, byte[] data, bool bigEndian = false)
    {
        byte[] body =
        [
            .. Part(6, [.. Word(cls, bigEndian), .. Word(0, bigEndian)], bigEndian), .. Part(5, [.. shape.SelectMany(d => Word(d, bigEndian))], bigEndian),
            .. Part(1, Encoding.ASCII.GetBytes(name), bigEndian), .. Part(type, data, bigEndian),
        ];
        return [.. Word(14, bigEndian), .. Word(body.Length, bigEndian), .. body];
    }

    public static byte[] Doubles(bool bigEndian, params double[] values) => [.. values.SelectMany(v =>
    {
        var bytes = new byte[8];
        if (bigEndian) BinaryPrimitives.WriteDoubleBigEndian(bytes, v);
        else BinaryPrimitives.WriteDoubleLittleEndian(bytes, v);
        return bytes;
    })];

    /// <summary>Up to four bytes go into the tag itself, as MATLAB writes them.</summary>
    private static byte[] Part(int type, byte[] data, bool bigEndian) => data.Length is > 0 and <= 4
        ? [.. Word((data.Length << 16) | type, bigEndian), .. data, .. new byte[4 - data.Length]]
        : [.. Word(type, bigEndian), .. Word(data.Length, bigEndian), .. data, .. new byte[(8 - (data.Length % 8)) % 8]];

    private static byte[] Word(int value, bool bigEndian)
    {
        var bytes = new byte[4];
        if (bigEndian) BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        else BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }
}
