using System.Security.Cryptography;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.Tests.IO;

namespace Elbo.Data.Tests;

[NoLeak]
public sealed class SourceTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly byte[] content = IdxFile.Build(IdxFile.Noise(12), 2, 2, 3);
    private readonly byte[] official;
    private readonly DatasetFile file;
    private readonly DatasetInfo info;

    public SourceTests()
    {
        official = IdxFile.Gzip(content);
        file = new DatasetFile("images.gz", official.Length, Hash(official), content.Length, Hash(content));
        info = TestImages.Info with { Folder = "planted_set", Files = [file] };
        Directory.CreateDirectory(folder["data/planted_set"]);
        Directory.CreateDirectory(folder["cache/data/planted_set"]);
    }

    private DataLocations Locations => new() { DataFolder = folder["data"], CacheFolder = folder["cache"], Network = false };

    [Fact]
    public void The_users_folder_comes_before_the_cache_and_either_form_will_do()
    {
        var cached = folder.Write("cache/data/planted_set/images.gz", official);
        new FileFinder(Locations).Find(info, file).ShouldBe(cached);
        var unpacked = folder.Write("data/planted_set/images", content);
        new FileFinder(Locations).Find(info, file).ShouldBe(unpacked);
        var packed = folder.Write("data/planted_set/images.gz", official);
        new FileFinder(Locations).Find(info, file).ShouldBe(packed);
    }

    [Fact]
    public void A_wrong_hash_in_the_users_folder_names_file_and_both_hashes()
    {
        folder.Write("cache/data/planted_set/images.gz", official);
        official[^1] ^= 1;
        var path = folder.Write("data/planted_set/images.gz", official);
        Should.Throw<DataException>(() => new FileFinder(Locations).Find(info, file)).Message
            .ShouldBe($"{path}: found SHA-256 {Hash(official)}, expected {file.Sha256}");
        folder.Write("data/planted_set/images.gz", official[..^1]);
        Should.Throw<DataException>(() => new FileFinder(Locations).Find(info, file)).Message
            .ShouldBe($"{path}: found {file.Bytes - 1} bytes, expected {file.Bytes} with SHA-256 {file.Sha256}");
    }

    [Fact]
    public void A_damaged_file_in_the_cache_is_passed_over()
    {
        folder.Write("cache/data/planted_set/images.gz", official[..^1]);
        Should.Throw<DataException>(() => new FileFinder(Locations).Find(info, file)).Message.ShouldContain("is damaged");
        var unpacked = folder.Write("cache/data/planted_set/images", content);
        new FileFinder(Locations).Find(info, file).ShouldBe(unpacked);
    }

    [Fact]
    public void When_nothing_has_the_file_each_source_says_why()
    {
        var message = Should.Throw<DataException>(() => new FileFinder(Locations).Find(info, file)).Message;
        message.ShouldBe($"planted: no source has images.gz: ELBO_DATA: {folder["data"]}/planted_set does not have it; the cache {folder["cache"]}/data/planted_set does not have it");
        Should.Throw<DataException>(() => new FileFinder(Locations with { DataFolder = null }).Find(info, file)).Message.ShouldContain("ELBO_DATA is not set");
    }

    [Fact]
    public void An_address_that_does_not_answer_and_a_missing_package_are_reasons_too()
    {
        // Port 9 of this machine: nothing listens there.
        var remote = info with { Urls = ["http://127.0.0.1:9/"] };
        var message = Should.Throw<DataException>(() => new FileFinder(Locations with { Network = true }).Find(remote, file)).Message;
        message.ShouldContain("http://127.0.0.1:9/: ");
        message.ShouldNotContain("\n");
        Directory.GetFiles(folder["cache/data/planted_set"]).ShouldBeEmpty();
    }

    [Fact]
    public void A_download_is_verified_and_lands_in_the_cache()
    {
        var received = 0L;
        using var server = new OneFileServer(official);
        var remote = info with { Urls = ["http://127.0.0.1:9/", server.Address] };
        var path = new FileFinder(Locations with { Network = true }, p => received = p.Bytes).Find(remote, file);
        path.ShouldBe(folder["cache/data/planted_set/images.gz"]);
        File.ReadAllBytes(path).ShouldBe(official);
        received.ShouldBe(official.Length);
    }

    [Fact]
    public void A_download_of_other_bytes_leaves_nothing_behind()
    {
        foreach (var wrong in new[] { content, official[..^1], [.. official, 0], [.. official[..^1], (byte)(official[^1] ^ 1)] })
        {
            using var server = new OneFileServer(wrong);
            var remote = info with { Urls = [server.Address] };
            Should.Throw<DataException>(() => new FileFinder(Locations with { Network = true }).Find(remote, file)).Message.ShouldContain(server.Address);
            Directory.GetFiles(folder["cache/data/planted_set"]).ShouldBeEmpty();
        }
    }

    [Fact]
    public void A_download_in_another_packing_is_judged_by_its_content()
    {
        string Content(string path) => Hash(PackedFile.Read(path, (stream, _) =>
        {
            var copy = new MemoryStream();
            stream.CopyTo(copy);
            return (copy.ToArray(), copy.Length);
        }));
        var repacked = file with { Content = new FileContent(Hash(content), 1000, Content) };
        using (var server = new OneFileServer(content))
            File.ReadAllBytes(new FileFinder(Locations with { Network = true }).Find(info with { Urls = [server.Address] }, repacked)).ShouldBe(content);
        File.Delete(folder["cache/data/planted_set/images.gz"]);
        foreach (var wrong in new[] { content[..^1], new byte[1001] })
        {
            using var server = new OneFileServer(wrong);
            Should.Throw<DataException>(() => new FileFinder(Locations with { Network = true }).Find(info with { Urls = [server.Address] }, repacked)).Message.ShouldContain(server.Address);
            Directory.GetFiles(folder["cache/data/planted_set"]).ShouldBeEmpty();
        }
    }

    [Fact]
    public void A_verified_file_is_not_hashed_again_until_it_changes()
    {
        var path = folder.Write("data/planted_set/images.gz", official);
        new FileFinder(Locations).Find(info, file);
        var changed = File.GetLastWriteTimeUtc(path);
        // Same length and time: only the remembered verification can let this pass.
        official[^1] ^= 1;
        File.WriteAllBytes(path, official);
        File.SetLastWriteTimeUtc(path, changed);
        new FileFinder(Locations).Find(info, file).ShouldBe(path);
        File.SetLastWriteTimeUtc(path, changed.AddSeconds(1));
        Should.Throw<DataException>(() => new FileFinder(Locations).Find(info, file));
    }

    [Fact]
    public void A_path_opens_the_users_own_idx_files()
    {
        using var scope = TensorScope.Enter();
        var own = folder["data/planted_set"];
        Should.Throw<DataException>(() => Datasets.Open(own)).Message.ShouldContain("expected train-images-idx3-ubyte");
        var path = folder.Write("data/planted_set/train-images-idx3-ubyte", content);
        folder.Write("data/planted_set/train-labels-idx1-ubyte.gz", IdxFile.Gzip(IdxFile.Build([3, 1], 2)));
        using (var data = Datasets.Open(own, new DataOptions { Binarisation = Binarisation.None }))
        {
            data.Info.Shape.ShouldBe([1, 2, 3]);
            data.Info.Classes.ShouldBe(4);
            (data.Count(Split.Train), data.Count(Split.Test)).ShouldBe((2, 0));
            data.Draw(Split.Train, [1]).Labels!.ToArray<long>().ShouldBe([1]);
            data.Draw(Split.Train, [1]).X.ToArray<float>().ShouldBe([.. content[22..].Select(v => v / 255f)]);
        }

        using var single = Datasets.Open(path);
        single.Count(Split.Train).ShouldBe(2);
        Should.Throw<DataException>(() => Datasets.Open(folder["none"])).Message.ShouldBe($"{folder["none"]}: no such file or folder");
    }

    public void Dispose() => folder.Dispose();

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
