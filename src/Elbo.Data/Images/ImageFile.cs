namespace Elbo.Data;

/// <summary>Reads an image file, whose kind its first bytes tell.</summary>
internal static class ImageFile
{
    private const long MostFileBytes = 1L << 28;

    /// <summary>Most headers are within so much; a camera's notes may come before.</summary>
    private const int UsualHeaderBytes = 1 << 12;

    /// <summary>What is read, for messages.</summary>
    public const string Kinds = "PNG, JPEG, WebP, BMP, GIF, binary PGM and PPM";

    /// <summary>Endings of image files that a folder is searched for.</summary>
    public static bool IsImage(string path) => Ending(path) is ".png" or ".jpg" or ".jpeg" or ".webp" or ".bmp" or ".gif" or ".pgm" or ".ppm";

    /// <summary>Endings of images that nothing here can read.</summary>
    public static bool IsForeignImage(string path) => Ending(path) is ".tif" or ".tiff" or ".heic" or ".heif" or ".avif" or ".jxl" or ".jp2" or ".svg" or ".psd" or ".tga" or ".ico"
        or ".exr" or ".dng" or ".cr2" or ".cr3" or ".nef" or ".arw" or ".raw" or ".dcm" or ".pbm" or ".pnm";

    /// <param name="background">What lies behind pixels that are not opaque.</param>
    /// <exception cref="DataException">The file cannot be read, is damaged, or is of another kind.</exception>
    public static DecodedImage Load(string path, ImageBackground background = ImageBackground.White) => PackedFile.Guard(path, () =>
    {
        var bytes = ReadAll(path);
        return PgmReader.IsPgm(bytes) ? PgmReader.Decode(bytes, path) : ImageDecoder.Decode(bytes, path, background);
    });

    /// <summary>What the header says, without decoding.</summary>
    /// <exception cref="DataException">The file cannot be read, is of another kind, or its header is damaged.</exception>
    public static ImageHeader Measure(string path) => PackedFile.Guard(path, () =>
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

    private static ImageHeader Measure(byte[] bytes, string path) => PgmReader.IsPgm(bytes) ? PgmReader.ReadHeader(bytes, path) : ImageDecoder.ReadHeader(bytes, path);

    private static string Ending(string path) => Path.GetExtension(path).ToLowerInvariant();

    private static byte[] ReadAll(string path)
    {
        var length = new FileInfo(path).Length;
        if (length > MostFileBytes) throw new DataException($"{path}: {length} bytes, at most {MostFileBytes} are read of an image");
        return File.ReadAllBytes(path);
    }
}
