using System.Buffers.Binary;
using System.IO.Compression;

namespace Elbo.Data.Tests;

/// <summary>Small idx files made by hand.</summary>
internal static class IdxFile
{
    public static byte[] Build(byte[] data, params int[] shape)
    {
        var file = new byte[4 + (4 * shape.Length) + data.Length];
        file[2] = 0x08;
        file[3] = (byte)shape.Length;
        for (var i = 0; i < shape.Length; i++) BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(4 + (4 * i)), shape[i]);
        data.CopyTo(file, 4 + (4 * shape.Length));
        return file;
    }

    public static byte[] Gzip(byte[] content)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Optimal)) gzip.Write(content);
        return buffer.ToArray();
    }

    /// <summary>Bytes that do not compress, so that a cut gzip file loses data.</summary>
    public static byte[] Noise(int count, int seed = 1)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
