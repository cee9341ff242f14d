using System.Diagnostics;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.Tests.IO;

namespace Elbo.Data.Tests;

[NoLeak]
public sealed class OmniglotTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Every_character_has_its_twenty_drawings_in_one_of_the_splits()
    {
        using var data = KnownSet.Open("omniglot");
        (data.Count(Split.Train), data.Count(Split.Test)).ShouldBe((19_280, 13_180));
        var train = KnownSet.Labels(data, Split.Train);
        var test = KnownSet.Labels(data, Split.Test);
        train.Keys.Order().ShouldBe(Enumerable.Range(0, 964).Select(i => (long)i));
        test.Keys.Order().ShouldBe(Enumerable.Range(964, 659).Select(i => (long)i));
        train.Values.Concat(test.Values).ShouldAllBe(n => n == 20);
    }

    [Fact]
    public void Resampled_drawings_are_kept_and_a_damaged_copy_is_made_anew()
    {
        var options = new DataOptions { Locations = DataLocations.FromEnvironment() with { CacheFolder = folder["cache"] } };
        var (first, made) = Timed(options);
        var kept = Directory.GetFiles(folder["cache/data/omniglot"]);
        kept.Length.ShouldBe(2);
        var (second, again) = Timed(options);
        output.WriteLine($"omniglot: {first:0.00} s with resampling, {second:0.00} s from the cache");
        again.ShouldBe(made);
        var bytes = File.ReadAllBytes(kept[0]);
        bytes[^1] ^= 1;
        File.WriteAllBytes(kept[0], bytes);
        Timed(options).Pixels.ShouldBe(made);
        File.ReadAllBytes(kept[0])[^1].ShouldBe((byte)(bytes[^1] ^ 1));
    }

    [Fact]
    public void The_users_matrix_file_is_used_where_there_is_one()
    {
        Directory.CreateDirectory(folder["data/omniglot"]);
        var images = Enumerable.Range(0, 3 * 784).Select(i => i % 256 / 255.0).ToArray();
        double[] Target(params int[] alphabets) => [.. alphabets.SelectMany(a => Enumerable.Range(0, 50).Select(r => r == a ? 1.0 : 0))];
        byte[] Array(string name, int rows, double[] values) => MatFile.Array(name, 6, 9, [rows, values.Length / rows], MatFile.Doubles(false, values));
        folder.Write("data/omniglot/chardata.mat", MatFile.Build(
            true, false,
            Array("data", 784, images[..1568]), Array("target", 50, Target(7, 2)), Array("targetchar", 1, [1, 3]),
            Array("testdata", 784, images[1568..]), Array("testtarget", 50, Target(7)), Array("testtargetchar", 1, [1])));
        var locations = new DataLocations { DataFolder = folder["data"], CacheFolder = folder["cache"], Network = false };
        using var data = (ImageDataset)Datasets.Open("omniglot", new DataOptions { Locations = locations, Binarisation = Binarisation.None });
        using var scope = TensorScope.Enter();
        (data.Count(Split.Train), data.Count(Split.Test)).ShouldBe((2, 1));
        // Alphabet 2 comes before alphabet 7; the test image is the first training image's character.
        data.Labels(Split.Train)!.ToArray<long>().ShouldBe([1, 0]);
        data.Labels(Split.Test)!.ToArray<long>().ShouldBe([1]);
        data.Info.Note.ShouldContain("chardata.mat");
        // Element k of a column is the pixel in row k % 28 of column k / 28.
        var pixels = data.Pixels(Split.Train).ToArray<byte>();
        for (var k = 0; k < 784; k++) pixels[(k % 28 * 28) + (k / 28)].ShouldBe((byte)(k % 256));
    }

    public void Dispose() => folder.Dispose();

    private static (double Seconds, byte[] Pixels) Timed(DataOptions options)
    {
        var clock = Stopwatch.StartNew();
        using var data = KnownSet.Open("omniglot", options);
        var seconds = clock.Elapsed.TotalSeconds;
        using var scope = TensorScope.Enter();
        return (seconds, data.Pixels(Split.Test).ToArray<byte>());
    }
}
