namespace Elbo.Data;

/// <summary>Decodes a picture file, whose kind its first bytes tell.</summary>
internal static class PictureFile
{
    private const long MostFileBytes = 1L << 28;

    /// <summary>Endings of picture files that a folder is searched for.</summary>
    public static bool IsPicture(string path) => Path.GetExtension(path).ToLowerInvariant() is ".png" or ".pgm" or ".ppm" or ".jpg" or ".jpeg";

    /// <exception cref="DataException">The file cannot be read, is damaged, or is of another kind.</exception>
    public static Picture Load(string path) => PackedFile.Guard(path, () =>
    {
        var length = new FileInfo(path).Length;
        if (length > MostFileBytes) throw new DataException($"{path}: {length} bytes, at most {MostFileBytes} are read of a picture");
        var bytes = File.ReadAllBytes(path);
        if (PngChunks.IsPng(bytes)) return PngReader.Decode(bytes, path);
        if (PgmReader.IsPgm(bytes)) return PgmReader.Decode(bytes, path);
        if (JpegReader.IsJpeg(bytes)) return JpegReader.Decode(bytes, path);
        throw new DataException($"{path}: neither PNG, JPEG nor binary PGM or PPM");
    });
}
