using System.IO.Compression;
using Elbo.Testing;
using Elbo.Torch.Tests.IO;

namespace Elbo.Data.Tests;

[NoLeak]
public sealed class ZipEntriesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Entries_of_a_kind_come_in_the_order_of_their_names()
    {
        var entries = ZipEntries.Read(folder.Write("x.zip", Zip(CompressionLevel.Optimal)), ".png");
        entries.Select(e => e.Name).ShouldBe(["a/1.png", "b/2.png"]);
        entries[1].Bytes.ShouldBe(IdxFile.Noise(200, 2));
    }

    [Fact]
    public void A_changed_byte_of_a_stored_entry_is_found_by_its_check_sum()
    {
        var zip = Zip(CompressionLevel.NoCompression);
        zip[zip.AsSpan().IndexOf(IdxFile.Noise(200, 2)) + 50] ^= 1;
        Should.Throw<DataException>(() => ZipEntries.Read(folder.Write("x.zip", zip), ".png")).Message.ShouldBe($"{folder["x.zip"]}: damaged: the check sum of an entry is wrong");
        Should.Throw<DataException>(() => ZipEntries.Read(folder["none"], ".png")).Message.ShouldBe($"{folder["none"]}: no such file");
        Should.Throw<DataException>(() => ZipEntries.Read(folder.Write("x.zip", [1, 2, 3]), ".png")).Message.ShouldContain("not a readable zip archive");
    }

    [Fact]
    public void Damaged_zip_files_load_or_are_refused() => Mutate(Mutation.Few);

    [Fact]
    [Trait("Category", "Long")]
    public void Many_damaged_zip_files_load_or_are_refused() => Mutate(Mutation.Many);

    public void Dispose() => folder.Dispose();

    private void Mutate(int count)
    {
        foreach (var level in new[] { CompressionLevel.NoCompression, CompressionLevel.Optimal })
            Mutation.Run<DataException>(Zip(level), count, 12, folder["mutant"], path => ZipEntries.Read(path, ".png")).ShouldBeInRange(count / 4, count - 1);
    }

    private static byte[] Zip(CompressionLevel level)
    {
        using var buffer = new MemoryStream();
        using (var archive = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, seed) in new[] { ("b/2.png", 2), ("README", 3), ("a/1.png", 1) })
            {
                using var entry = archive.CreateEntry(name, level).Open();
                entry.Write(IdxFile.Noise(200, seed));
            }
        }

        return buffer.ToArray();
    }
}
