using System.Buffers.Binary;
using System.IO.Compression;
using Elbo.Torch;

namespace Elbo.Data;

/// <summary>Reads idx files of unsigned bytes, the format of MNIST, plain or gzip-compressed (told by content, not by name).</summary>
/// <remarks>Format: two zero bytes, type, rank, big-endian dimensions, elements in row-major order.</remarks>
public static class IdxReader
{
    private const byte UnsignedByte = 0x08;
    private const int MaxRank = 4;

    /// <summary>Deflate cannot shrink data by a larger factor, so a larger claim is false.</summary>
    private const long MaxDeflateRatio = 1032;

    /// <summary>The array of a file: U8, of the file's shape, in the current scope.</summary>
    /// <exception cref="DataException">The file cannot be read, is no idx file of bytes, or is shorter or longer than its header says.</exception>
    public static Tensor Load(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (!IsGzip(file)) return Read(file, path, file.Length, compressed: null);
            using var stream = new GZipStream(file, CompressionMode.Decompress, leaveOpen: true);
            return Read(stream, path, file.Length * MaxDeflateRatio, file);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DataException($"{path}: no such file", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new DataException($"{path}: permission denied, or a folder", e);
        }
        catch (InvalidDataException e)
        {
            throw new DataException($"{path}: the gzip data is damaged or cut ({e.Message})", e);
        }
        catch (Exception e) when (e is IOException and not DataException)
        {
            throw new DataException($"{path}: {e.Message}", e);
        }
    }

    private static Tensor Read(Stream stream, string path, long mostBytes, FileStream? compressed)
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
        if (compressed is not null) CheckTrailer(compressed, path, header + product);
        return scope.Keep(tensor);
    }

    private static long[] ReadHeader(Stream stream, string path)
    {
        Span<byte> magic = stackalloc byte[4];
        if (stream.ReadAtLeast(magic, 4, throwOnEndOfStream: false) < 4) throw new DataException($"{path}: not an idx file: it ends in its header");
        if (magic is not [0, 0, UnsignedByte, >= 1 and <= MaxRank])
            throw new DataException($"{path}: not an idx file of bytes: magic 0x{Convert.ToHexString(magic)}, expected 0x00000801 (labels) or 0x00000803 (images)");
        Span<byte> sizes = stackalloc byte[4 * MaxRank];
        sizes = sizes[..(4 * magic[3])];
        if (stream.ReadAtLeast(sizes, sizes.Length, throwOnEndOfStream: false) < sizes.Length) throw new DataException($"{path}: cut: it ends in its header");
        var shape = new long[magic[3]];
        for (var i = 0; i < shape.Length; i++) shape[i] = BinaryPrimitives.ReadUInt32BigEndian(sizes[(4 * i)..]);
        return shape;
    }

    /// <summary>The last four bytes of a gzip file are its content's length: a cut behind the last byte of data would go unnoticed.</summary>
    private static void CheckTrailer(FileStream file, string path, long content)
    {
        Span<byte> length = stackalloc byte[4];
        file.Position = file.Length - 4;
        file.ReadExactly(length);
        var said = BinaryPrimitives.ReadUInt32LittleEndian(length);
        if (said != (uint)content) throw new DataException($"{path}: the gzip data is damaged or cut: its trailer says {said} bytes, {content} were read");
    }

    private static bool IsGzip(FileStream file)
    {
        Span<byte> two = stackalloc byte[2];
        var gzip = file.ReadAtLeast(two, 2, throwOnEndOfStream: false) == 2 && two is [0x1F, 0x8B];
        file.Position = 0;
        return gzip;
    }
}
