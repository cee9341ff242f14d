using System.IO.Compression;

namespace Elbo.Torch.IO;

/// <summary>Reads numpy's npz archives: zip files of npy arrays, stored or deflated.</summary>
public static class Npz
{
    /// <summary>Deflate cannot shrink data by a larger factor, so a larger claim is false.</summary>
    private const long MaxDeflateRatio = 1032;

    /// <summary>All arrays of an archive by name (without <c>.npy</c>), on the CPU and in the current scope.</summary>
    /// <exception cref="NpyException">The archive or one of its arrays cannot be read; nothing stays in the scope then.</exception>
    public static IReadOnlyDictionary<string, Tensor> Load(string path)
    {
        using var file = NpyData.Open(path);
        using var scope = TensorScope.Enter();
        var arrays = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        try
        {
            using var archive = new ZipArchive(file, ZipArchiveMode.Read);
            // Entries may point at the same compressed bytes; together they may not claim more than the file can hold.
            var left = file.Length * MaxDeflateRatio;
            foreach (var entry in archive.Entries)
            {
                var name = entry.FullName.EndsWith(".npy", StringComparison.Ordinal) ? entry.FullName[..^4] : entry.FullName;
                var shown = $"{path}[{SafetensorsException.Shown(name)}]";
                if (entry.Length < 0 || entry.Length > left) throw new NpyException(NpyError.BadArchive, shown, $"claims {entry.Length} bytes, more than the archive can hold");
                left -= entry.Length;
                if (!arrays.TryAdd(name, ReadEntry(entry, shown))) throw new NpyException(NpyError.BadArchive, shown, "occurs twice in the archive");
            }
        }
        // The zip reader answers damage with any of these.
        catch (Exception e) when (e is InvalidDataException or NotSupportedException or ArgumentException or OverflowException
            || (e is IOException and not NpyException))
        {
            throw new NpyException(NpyError.BadArchive, path, $"not a readable zip archive: {e.Message}", e);
        }

        foreach (var array in arrays.Values) scope.Keep(array);
        return arrays;
    }

    private static Tensor ReadEntry(ZipArchiveEntry entry, string shown)
    {
        using var data = entry.Open();
        using var stream = new Crc32Stream(data);
        var header = NpyHeader.Read(stream, shown);
        if (entry.Length - header.DataStart != header.DataLength)
            throw new NpyException(NpyError.SizeMismatch, shown, $"{entry.Length - header.DataStart} bytes of data, {header.DataLength} expected for {header.Element.DType} {FileShape.Format(header.Shape)}");
        var tensor = NpyData.Read(stream, header, shown);
        if (stream.ReadByte() >= 0) throw new NpyException(NpyError.SizeMismatch, shown, "the entry is longer than the archive says");
        if (stream.Crc != entry.Crc32) throw new NpyException(NpyError.BadArchive, shown, "the check sum is wrong; the archive is damaged");
        return tensor;
    }
}
