using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.Tests.IO;

namespace Elbo.Data.Tests;

[NoLeak]
public sealed class SilhouetteSplitTests : IDisposable
{
    private const int Pixels = 784;

    private readonly TemporaryFolder folder = new();

    [Fact]
    public void The_file_with_the_published_split_is_used_with_the_object_as_one()
    {
        // Row i of three is background but for the pixel in row i, column 1 of its image: element 28 + i, column by column.
        byte[] Data(int count) => [.. Enumerable.Range(0, Pixels * count).Select(e => (byte)(e / count == 28 + (e % count) ? 0 : 1))];
        byte[] Images(string name, int count) => MatFile.Array($"{name}_data", 9, 2, [count, Pixels], Data(count));
        byte[] Labels(string name, params byte[] values) => MatFile.Array($"{name}_labels", 9, 2, [values.Length, 1], values);
        using var scope = TensorScope.Enter();
        using var data = (ImageDataset)Open(Images("train", 3), Labels("train", 1, 101, 7), Images("val", 2), Labels("val", 2, 3), Images("test", 1), Labels("test", 4));
        (data.Count(Split.Train), data.Count(Split.Validation), data.Count(Split.Test)).ShouldBe((3, 2, 1));
        data.Info.Note.ShouldContain("The published split");
        data.Labels(Split.Train)!.ToArray<long>().ShouldBe([0, 100, 6]);
        var pixels = data.Pixels(Split.Train).ToArray<byte>();
        Enumerable.Range(0, pixels.Length).Where(i => pixels[i] == 255).ShouldBe([1, Pixels + 28 + 1, (2 * Pixels) + (2 * 28) + 1]);
        pixels.Count(p => p == 0).ShouldBe((3 * Pixels) - 3);

        Should.Throw<DataException>(() => Open(Images("train", 1), Labels("train", 102), Images("val", 1), Labels("val", 1), Images("test", 1), Labels("test", 1)))
            .Message.ShouldEndWith("caltech101_silhouettes_28_split1.mat: has a label outside 1 … 101");
        Should.Throw<DataException>(() => Open(Images("train", 1), Labels("train", 1))).Message.ShouldEndWith("has no numeric array 'val_data'");
    }

    public void Dispose() => folder.Dispose();

    private IDataset Open(params byte[][] arrays)
    {
        Directory.CreateDirectory(folder["data/caltech101_silhouettes"]);
        folder.Write("data/caltech101_silhouettes/caltech101_silhouettes_28_split1.mat", MatFile.Build(true, false, arrays));
        return Datasets.Open("caltech-silhouettes", new DataOptions { Locations = new() { DataFolder = folder["data"], CacheFolder = folder["cache"], Network = false } });
    }
}
