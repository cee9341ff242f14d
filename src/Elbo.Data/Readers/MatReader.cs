using System.Buffers.Binary;
using System.IO.Compression;

namespace Elbo.Data;

/// <summary>Reads real numeric arrays from MATLAB 5 files (what MATLAB's <c>-v6</c> and <c>-v7</c> write), of either byte order.</summary>
/// <remarks>Format: MathWorks, "MAT-File Format", chapter 1.</remarks>
internal static class MatReader
{
    private const int HeaderBytes = 128;
    private const long MostFileBytes = 1L << 30;

    /// <summary>The arrays of the given names; others are passed over, whatever they are.</summary>
    /// <exception cref="DataException">The file cannot be read, is no MATLAB 5 file, is damaged, or lacks one of the names.</exception>
    public static Dictionary<string, MatArray> Load(string path, params string[] names) => PackedFile.Guard(path, () =>
    {
        var length = new FileInfo(path).Length;
        if (length > MostFileBytes) throw new DataException($"{path}: {length} bytes, at most {MostFileBytes} are read of a MATLAB file");
        var bytes = File.ReadAllBytes(path);
        var swapped = ByteOrder(bytes, path);
        var found = new Dictionary<string, MatArray>(StringComparer.Ordinal);
        for (var at = HeaderBytes; at < bytes.Length;)
        {
            if (bytes.Length - at < 8) throw new DataException($"{path}: cut: it ends within a tag");
            var type = (MatType)Read32(bytes.AsSpan(at), swapped);
            var size = Read32(bytes.AsSpan(at + 4), swapped);
            at += 8;
            if (size > bytes.Length - at) throw new DataException($"{path}: cut: an element of {size} bytes is longer than the rest of the file");
            using Stream content = new MemoryStream(bytes, at, (int)size, writable: false);
            if (type == MatType.Compressed)
            {
                using var unpacked = new ZLibStream(content, CompressionMode.Decompress);
                var element = new MatElements(unpacked, size * PackedFile.MaxDeflateRatio, swapped, path);
                if (element.ReadTag() is not (MatType.Matrix, _)) throw new DataException($"{path}: damaged: compressed data that is no array");
                element.ReadArray(names, found);
            }
            else if (type == MatType.Matrix)
            {
                new MatElements(content, size, swapped, path).ReadArray(names, found);
            }

            at += (int)size;
        }

        return Array.Find(names, n => !found.ContainsKey(n)) is { } missing
            ? throw new DataException($"{path}: has no numeric array '{missing}'")
            : found;
    });

    public static uint Read32(ReadOnlySpan<byte> bytes, bool swapped) =>
        swapped ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private static bool ByteOrder(byte[] bytes, string path)
    {
        if (bytes.Length < HeaderBytes) throw new DataException($"{path}: not a MATLAB 5 file: it ends in its header");
        if (bytes.AsSpan().StartsWith("MATLAB 7.3"u8)) throw new DataException($"{path}: a MATLAB 7.3 file; save it with -v7");
        return (char)bytes[126] switch
        {
            'I' when bytes[127] == 'M' && bytes[125] == 1 => false,
            'M' when bytes[127] == 'I' && bytes[124] == 1 => true,
            _ => throw new DataException($"{path}: not a MATLAB 5 file: its header has no byte order and version 1"),
        };
    }
}
