using System.Buffers.Binary;
using Elbo.Torch;

namespace Elbo.Data;

/// <summary>Reads idx files of unsigned bytes, the format of MNIST, plain or gzip-compressed (told by content, not by name).</summary>
/// <remarks>Format: two zero bytes, type, rank, big-endian dimensions, elements in row-major order.</remarks>
public static class IdxReader
{
    private const byte UnsignedByte = 0x08;
    private const int MaxRank = 4;

    /// <summary>The array of a file: U8, of the file's shape, in the current scope.</summary>
    /// <exception cref="DataException">The file cannot be read, is no idx file of bytes, or is shorter or longer than its header says.</exception>
    public static Tensor Load(string path) => PackedFile.Read(path, (stream, mostBytes) => Read(stream, path, mostBytes));

    private static (Tensor Tensor, long Bytes) Read(Stream stream, string path, long mostBytes)
    {
        var shape = ReadHeader(stream, path);
        var header = 4 + (4 * shape.Length);
        long product = 1;
        foreach (var dimension in shape)
        {
            product *= Math.Max(dimension, 1);
            if (product > int.MaxValue) throw new DataException($"{path}: [{string.Join(", ", shape)}] are more than the {int.MaxValue} bytes that are read");
        }

        if (shape.Contains(0)) product = 0;
        var wanted = $"{product} bytes for [{string.Join(", ", shape)}]";
        if (product > mostBytes - header) throw new DataException($"{path}: cut: {wanted} are expected, the file cannot hold more than {mostBytes - header}");

        using var scope = TensorScope.Enter();
        var tensor = Tensor.Empty(shape, DType.U8);
        var target = tensor.AsWritableSpan<byte>();
        var read = stream.ReadAtLeast(target, target.Length, throwOnEndOfStream: false);
        if (read < target.Length) throw new DataException($"{path}: cut: {wanted} are expected, the data ends after {read}");
        if (stream.ReadByte() >= 0) throw new DataException($"{path}: {wanted} are expected, the file goes on after them");
        return (scope.Keep(tensor), header + product);
    }

    private static long[] ReadHeader(Stream stream, string path)
    {
        Span<byte> magic = stackalloc byte[4];
        if (stream.ReadAtLeast(magic, 4, throwOnEndOfStream: false) < 4) throw new DataException($"{path}: too short for an idx file. {Datasets.Kinds} are read");
        if (magic is not [0, 0, UnsignedByte, >= 1 and <= MaxRank])
            throw new DataException($"{path}: not an idx file of bytes (it begins with 0x{Convert.ToHexString(magic)}, not 0x000008). {Datasets.Kinds} are read");
        Span<byte> sizes = stackalloc byte[4 * MaxRank];
        sizes = sizes[..(4 * magic[3])];
        if (stream.ReadAtLeast(sizes, sizes.Length, throwOnEndOfStream: false) < sizes.Length) throw new DataException($"{path}: cut: it ends in its header");
        var shape = new long[magic[3]];
        for (var i = 0; i < shape.Length; i++) shape[i] = BinaryPrimitives.ReadUInt32BigEndian(sizes[(4 * i)..]);
        return shape;
    }
}
