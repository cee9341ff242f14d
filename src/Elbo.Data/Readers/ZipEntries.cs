using System.IO.Compression;
using Elbo.Torch.IO;

namespace Elbo.Data;

/// <summary>Reads files out of zip archives, check sums compared.</summary>
internal static class ZipEntries
{
    private const int MostEntryBytes = 1 << 26;

    /// <summary>The entries whose names end in <paramref name="suffix"/>, in ordinal order of their names.</summary>
    /// <exception cref="DataException">The archive cannot be read or is damaged.</exception>
    public static List<(string Name, byte[] Bytes)> Read(string path, string suffix) => PackedFile.Guard(path, () =>
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
            using var archive = new ZipArchive(file, ZipArchiveMode.Read);
            // Entries may point at the same compressed bytes; together they may not claim more than the file can hold.
            var left = file.Length * PackedFile.MaxDeflateRatio;
            var entries = new List<(string Name, byte[] Bytes)>();
            foreach (var entry in archive.Entries)
            {
                if (!entry.FullName.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)) continue;
                if (entry.Length is < 0 or > MostEntryBytes || entry.Length > left) throw new DataException($"{path}: an entry claims {entry.Length} bytes, more than is read");
                left -= entry.Length;
                entries.Add((entry.FullName, Read(entry, path)));
            }

            entries.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
            return entries;
        }
        // The zip reader answers damage with any of these.
        catch (Exception e) when (e is NotSupportedException or ArgumentException or OverflowException or InvalidDataException or EndOfStreamException)
        {
            throw new DataException($"{path}: not a readable zip archive: {OneLine(e.Message)}", e);
        }
    });

    private static byte[] Read(ZipArchiveEntry entry, string path)
    {
        var bytes = new byte[entry.Length];
        using var stream = entry.Open();
        if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length) throw new DataException($"{path}: cut: an entry ends early");
        if (Crc32.Of(bytes) != entry.Crc32) throw new DataException($"{path}: damaged: the check sum of an entry is wrong");
        return bytes;
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
