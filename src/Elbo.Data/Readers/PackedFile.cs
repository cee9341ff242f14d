using System.Buffers.Binary;
using System.IO.Compression;

namespace Elbo.Data;

/// <summary>Opens files that are plain or gzip-compressed (told by content, not by name), and puts what can go wrong into one line.</summary>
internal static class PackedFile
{
    /// <summary>Deflate cannot shrink data by a larger factor, so a larger claim is false.</summary>
    public const long MaxDeflateRatio = 1032;

    /// <summary>Reads a file's content from end to end.</summary>
    /// <param name="path">The file.</param>
    /// <param name="read">Receives the content and the most bytes it can have; returns the result and how many bytes it was.</param>
    /// <exception cref="DataException">The file cannot be read, is damaged or cut, or <paramref name="read"/> refuses it.</exception>
    public static T Read<T>(string path, Func<Stream, long, (T Result, long Bytes)> read) => Guard(path, () =>
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        if (!IsGzip(file)) return read(file, file.Length).Result;
        using var stream = new GZipStream(file, CompressionMode.Decompress, leaveOpen: true);
        var (result, bytes) = read(stream, file.Length * MaxDeflateRatio);
        CheckTrailer(file, path, bytes);
        return result;
    });

    /// <summary>Runs work on a file; errors of the system and of its decompressor become a <see cref="DataException"/> naming it.</summary>
    public static T Guard<T>(string path, Func<T> work)
    {
        try
        {
            return work();
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
            throw new DataException($"{path}: the compressed data is damaged or cut ({e.Message})", e);
        }
        catch (Exception e) when (e is IOException and not DataException)
        {
            throw new DataException($"{path}: {e.Message}", e);
        }
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
