namespace Elbo.Data;

/// <summary>Decodes a picture file, whose kind its first bytes tell.</summary>
internal static class PictureFile
{
    private const long MostFileBytes = 1L << 28;

    /// <summary>Endings of picture files that a folder is searched for; those that cannot be read are named in an error.</summary>
    public static bool IsPicture(string path) => Path.GetExtension(path).ToLowerInvariant() is ".png" or ".pgm" or ".ppm" or ".jpg" or ".jpeg";

    /// <exception cref="DataException">The file cannot be read, is damaged, or is of another kind.</exception>
    public static Picture Load(string path) => PackedFile.Guard(path, () =>
    {
        var length = new FileInfo(path).Length;
        if (length > MostFileBytes) throw new DataException($"{path}: {length} bytes, at most {MostFileBytes} are read of a picture");
        var bytes = File.ReadAllBytes(path);
        if (PngChunks.IsPng(bytes)) return PngReader.Decode(bytes, path);
        if (PgmReader.IsPgm(bytes)) return PgmReader.Decode(bytes, path);
        throw new DataException(bytes is [0xFF, 0xD8, ..]
            ? $"{path}: JPEG is not read; convert the folder to PNG first, for example with `mogrify -format png`"
            : $"{path}: neither PNG nor binary PGM or PPM");
    });
}
