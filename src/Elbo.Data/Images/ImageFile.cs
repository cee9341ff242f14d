namespace Elbo.Data;

/// <summary>Reads an image file, whose kind its first bytes tell.</summary>
internal static class ImageFile
{
    private const long MostFileBytes = 1L << 28;

    /// <summary>Most headers are within so much; a camera's notes may come before.</summary>
    private const int UsualHeaderBytes = 1 << 12;

    /// <summary>Endings of image files that a folder is searched for.</summary>
    public static bool IsImage(string path) => Path.GetExtension(path).ToLowerInvariant() is ".png" or ".pgm" or ".ppm" or ".jpg" or ".jpeg";

    /// <exception cref="DataException">The file cannot be read, is damaged, or is of another kind.</exception>
    public static DecodedImage Load(string path) => PackedFile.Guard(path, () =>
    {
        var bytes = ReadAll(path);
        if (PngChunks.IsPng(bytes)) return PngReader.Decode(bytes, path);
        if (PgmReader.IsPgm(bytes)) return PgmReader.Decode(bytes, path);
        if (JpegReader.IsJpeg(bytes)) return JpegReader.Decode(bytes, path);
        throw new DataException($"{path}: neither PNG, JPEG nor binary PGM or PPM");
    });

    /// <summary>Width, height and channels, without decoding.</summary>
    /// <exception cref="DataException">The file cannot be read, is of another kind, or its header is damaged.</exception>
    public static (int Width, int Height, int Channels) Measure(string path) => PackedFile.Guard(path, () =>
    {
        var start = new byte[UsualHeaderBytes];
        using (var file = File.OpenHandle(path)) start = start[..RandomAccess.Read(file, start, 0)];
        try
        {
            return Measure(start, path);
        }
        catch (DataException) when (start.Length == UsualHeaderBytes)
        {
            return Measure(ReadAll(path), path);
        }
    });

    private static (int Width, int Height, int Channels) Measure(byte[] bytes, string path) =>
        PngChunks.IsPng(bytes) ? PngReader.ReadHeader(bytes, path)
        : PgmReader.IsPgm(bytes) ? PgmReader.ReadHeader(bytes, path)
        : JpegReader.IsJpeg(bytes) ? JpegReader.ReadHeader(bytes, path)
        : throw new DataException($"{path}: neither PNG, JPEG nor binary PGM or PPM");

    private static byte[] ReadAll(string path)
    {
        var length = new FileInfo(path).Length;
        if (length > MostFileBytes) throw new DataException($"{path}: {length} bytes, at most {MostFileBytes} are read of an image");
        return File.ReadAllBytes(path);
    }
}
