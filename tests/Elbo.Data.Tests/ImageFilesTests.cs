using Elbo.Torch;

namespace Elbo.Data.Tests;

public sealed class ImageFilesTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("elbo-images-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Files_become_examples_in_the_order_given()
    {
        using var scope = TensorScope.Enter();
        var (a, b) = (Pgm("a.pgm", 2, 2, 0), Pgm("b.pgm", 2, 2, 51));
        Directory.CreateDirectory(Path.Combine(folder, "z"));
        File.Move(b, b = Path.Combine(folder, "z", "b.pgm"));
        ImageFiles.Find(folder).ShouldBe([a, b]);
        using var data = ImageFiles.Open("some", [b, a], [1, 2, 2], new() { Binarisation = Binarisation.None, ValidationCount = 7 });
        data.Count(Split.Train).ShouldBe(2);
        data.Draw(Split.Train, [0, 1]).X.ToArray<float>().ShouldBe([0.2f, 0.2f, 0.2f, 0.2f, 0, 0, 0, 0], 1e-6);
    }

    [Fact]
    public void Grey_becomes_colour_but_colour_grey_and_sizes_other_only_where_options_say_so()
    {
        using var scope = TensorScope.Enter();
        var wide = Pgm("a.pgm", 4, 2, 100);
        using (var colour = ImageFiles.Open("some", [wide], [3, 2, 4], new())) colour.Info.Shape.ShouldBe([3, 2, 4]);
        Should.Throw<DataException>(() => ImageFiles.Open("some", [wide], [1, 2, 2], new())).Message.ShouldBe($"{wide}: 4 by 2 pixels in grey, the model takes 2 by 2 in grey");
        using (var square = ImageFiles.Open("some", [wide], [1, 2, 2], new() { ImageSize = 2 })) square.Count(Split.Train).ShouldBe(1);
        var ppm = Path.Combine(folder, "c.ppm");
        File.WriteAllBytes(ppm, [.. "P6 1 1 255\n"u8, 255, 0, 0]);
        Should.Throw<DataException>(() => ImageFiles.Open("some", [ppm], [1, 1, 1], new())).Message.ShouldContain("in colour, the model takes 1 by 1 in grey");
        using (var grey = ImageFiles.Open("some", [ppm], [1, 1, 1], new() { Grey = true })) grey.Count(Split.Train).ShouldBe(1);
        Should.Throw<DataException>(() => ImageFiles.Open("some", [wide], [8], new())).Message.ShouldBe("some: images, but the model's data are [8]");
    }

    private string Pgm(string name, int width, int height, byte grey)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllBytes(path, [.. System.Text.Encoding.ASCII.GetBytes($"P5 {width} {height} 255\n"), .. Enumerable.Repeat(grey, width * height)]);
        return path;
    }
}
