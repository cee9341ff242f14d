using System.IO.Compression;
using Elbo.Testing;
using Elbo.Torch.Tests.IO;

namespace Elbo.Data.Tests;

/// <summary>Archives of the same images that another publisher packed otherwise.</summary>
[NoLeak]
public sealed class OtherPackingTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void The_same_images_in_another_archive_are_accepted_and_changed_ones_are_not()
    {
        using var known = KnownSet.Open("att-faces");
        Directory.CreateDirectory(folder["data/att_faces"]);
        var locations = new DataLocations { DataFolder = folder["data"], CacheFolder = folder["cache"], Network = false };
        var options = new DataOptions { Binarisation = Binarisation.None, Locations = locations };
        var official = Datasets.Find("att-faces", new DataOptions { Locations = DataLocations.FromEnvironment() with { Network = false } })[0].Path;
        var path = folder["data/att_faces/att_faces.zip"];

        Repack(official, path, bytes => bytes);
        File.ReadAllBytes(path).ShouldNotBe(File.ReadAllBytes(official));
        using (var other = KnownSet.Open("att-faces", options)) KnownSet.MeanPixel(other, Split.Test).ShouldBe(KnownSet.MeanPixel(known, Split.Test));

        Repack(official, path, bytes => [.. bytes[..^1], (byte)(bytes[^1] ^ 1)]);
        Should.Throw<DataException>(() => Datasets.Open("att-faces", options)).Message.ShouldContain("and content with SHA-256");
        File.WriteAllBytes(path, [1, 2, 3]);
        Should.Throw<DataException>(() => Datasets.Open("att-faces", options)).Message.ShouldContain("content that cannot be read");
    }

    public void Dispose() => folder.Dispose();

    /// <summary>The archive's images without compression and in a folder of their own, one of them changed.</summary>
    private static void Repack(string from, string to, Func<byte[], byte[]> change)
    {
        using var source = ZipFile.OpenRead(from);
        File.Delete(to);
        using var target = ZipFile.Open(to, ZipArchiveMode.Create);
        foreach (var entry in source.Entries)
        {
            using var content = new MemoryStream();
            using (var stream = entry.Open()) stream.CopyTo(content);
            using var written = target.CreateEntry($"orl/{entry.FullName}", CompressionLevel.NoCompression).Open();
            written.Write(entry.FullName == "s7/3.pgm" ? change(content.ToArray()) : content.ToArray());
        }
    }
}
