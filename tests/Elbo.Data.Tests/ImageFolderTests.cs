using System.Text;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.Tests.IO;

namespace Elbo.Data.Tests;

[NoLeak]
public sealed class ImageFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Sub_folders_are_classes_and_files_come_in_the_order_of_their_paths()
    {
        Grey("dogs/2.png", 2, 3, 30);
        Grey("dogs/1.png", 2, 3, 20);
        Grey("cats/deep/1.png", 2, 3, 10);
        Write("cats/readme.txt", [1]);
        using var data = Open();
        data.Info.Shape.ShouldBe([1, 3, 2]);
        data.Info.ClassNames.ShouldBe(["cats", "dogs"]);
        data.Info.Classes.ShouldBe(2);
        using var scope = TensorScope.Enter();
        data.Labels(Split.Train)!.ToArray<long>().ShouldBe([0, 1, 1]);
        data.Pixels(Split.Train).ToArray<byte>().Chunk(6).Select(p => p[0]).ShouldBe([10, 20, 30]);
    }

    [Fact]
    public void Folders_that_are_numbers_are_classes_in_the_order_of_numbers()
    {
        foreach (var name in (string[])["1", "10", "2"]) Grey($"{name}/1.png", 2, 2, int.Parse(name, System.Globalization.CultureInfo.InvariantCulture));
        using (var data = Open())
        {
            data.Info.ClassNames.ShouldBe(["1", "2", "10"]);
            using var scope = TensorScope.Enter();
            data.Labels(Split.Train)!.ToArray<long>().ShouldBe([0, 2, 1]);
        }

        Grey("x/1.png", 2, 2, 1);
        using var mixed = Open();
        mixed.Info.ClassNames.ShouldBe(["1", "10", "2", "x"]);
    }

    [Fact]
    public void Split_folders_are_splits_with_the_same_classes()
    {
        Grey("train/b/1.png", 2, 2, 1);
        Grey("train/c/1.png", 2, 2, 2);
        Grey("val/a/1.png", 2, 2, 3);
        Grey("test/c/1.png", 2, 2, 4);
        using var data = Open();
        (data.Count(Split.Train), data.Count(Split.Validation), data.Count(Split.Test)).ShouldBe((2, 1, 1));
        using var scope = TensorScope.Enter();
        data.Labels(Split.Train)!.ToArray<long>().ShouldBe([1, 2]);
        data.Labels(Split.Validation)!.ToArray<long>().ShouldBe([0]);
        data.Labels(Split.Test)!.ToArray<long>().ShouldBe([2]);
    }

    [Fact]
    public void Images_of_all_sizes_and_kinds_are_cropped_and_resized_to_one_square()
    {
        // The outer thirds of a 6 by 2 image are cropped away.
        Write("wide.pgm", [.. Encoding.ASCII.GetBytes("P5 6 2 255\n"), 9, 9, 10, 20, 9, 9, 9, 9, 30, 40, 9, 9]);
        Write("colour.ppm", [.. Encoding.ASCII.GetBytes("P6 1 1 255\n"), 100, 150, 200]);
        Should.Throw<DataException>(() => Open()).Message.ShouldBe($"{folder["data/wide.pgm"]}: 6 by 2 pixels, but {folder["data/colour.ppm"]} has 1 by 1: data.imageSize crops and resizes all to squares of one size (--set data.imageSize=1)");
        using var scope = TensorScope.Enter();
        using var colour = Open(new DataOptions { ImageSize = 1 });
        colour.Info.Shape.ShouldBe([3, 1, 1]);
        colour.Labels(Split.Train).ShouldBeNull();
        colour.Pixels(Split.Train).ToArray<byte>().ShouldBe([100, 150, 200, 25, 25, 25]);
        using var grey = Open(new DataOptions { ImageSize = 2, Grey = true });
        grey.Info.Shape.ShouldBe([1, 2, 2]);
        // 0.299 · 100 + 0.587 · 150 + 0.114 · 200 = 140.75.
        grey.Pixels(Split.Train).ToArray<byte>().ShouldBe([141, 141, 141, 141, 10, 20, 30, 40]);
    }

    [Fact]
    public void An_image_beside_the_class_folders_is_an_example_without_a_label()
    {
        using var scope = TensorScope.Enter();
        Grey("a/1.png", 2, 2, 1);
        Grey("b/1.png", 2, 2, 2);
        Grey("2.png", 2, 2, 3);
        using var data = Open();
        data.Info.ClassNames.ShouldBe(["a", "b"]);
        data.Info.Factors[0].IsPartlyKnown.ShouldBeTrue();
        data.Info.Warnings.ShouldHaveSingleItem().ShouldEndWith("1 image is in no class folder and has no label (2.png)");
        data.Labels(Split.Train)!.ToArray<long>().ShouldBe([Factor.Unknown, 0, 1]);
    }

    [Fact]
    public void What_is_wrong_names_the_file()
    {
        Grey("a/1.png", 2, 2, 1);
        Write("a/2.png", [0xFF, 0xD8, 0xFF]);
        Should.Throw<DataException>(() => Open()).Message.ShouldStartWith($"{folder["data/a/2.png"]}: ");
        Write("a/2.png", [1, 2, 3]);
        Should.Throw<DataException>(() => Open()).Message.ShouldStartWith($"{folder["data/a/2.png"]}: not an image of a kind that is read");
        Should.Throw<DataException>(() => Open(new DataOptions { ImageSize = 0 })).Message.ShouldContain("an image size of 0");
    }

    public void Dispose() => folder.Dispose();

    private ImageDataset Open(DataOptions? options = null) => (ImageDataset)Datasets.Open(folder["data"], options);

    private void Grey(string name, int width, int height, int value) => Write(name, PngFile.Build(width, height, 8, 0, [.. Enumerable.Repeat(value, width * height)]));

    private void Write(string name, byte[] content)
    {
        var path = folder[$"data/{name}"];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
    }
}
