using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.Tests.IO;

namespace Elbo.Data.Tests;

/// <summary>One image or one recording is data of one example, which a trained model may be asked about.</summary>
[NoLeak]
public sealed class SingleFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void One_image_is_the_example_it_is_in_a_folder()
    {
        var pixels = IdxFile.Noise(3 * 4 * 5);
        foreach (var name in new[] { "a.png", "b.png" })
            folder.Write(name, PngFile.Build(4, 5, 8, 2, [.. (name == "b.png" ? pixels : IdxFile.Noise(60, 7)).Select(b => (int)b)]));
        using var scope = TensorScope.Enter();
        using var all = Datasets.Open(Path.GetDirectoryName(folder["b.png"])!, new() { Binarisation = Binarisation.None });
        using var one = Datasets.Open(folder["b.png"], new() { Binarisation = Binarisation.None });
        one.Info.Splits.ShouldBe(new Dictionary<Split, int> { [Split.Train] = 1 });
        one.Info.Names!.Are.ShouldBe("file");
        one.Info.Names.Rows[Split.Train].ShouldBe(["b.png"]);
        one.Draw(Split.Train, [0]).X.ToArray<float>().ShouldBe(all.Draw(Split.Train, [1]).X.ToArray<float>());
    }

    [Fact]
    public void One_recording_too()
    {
        folder.Write("hi.wav", WavFile.Mono16(8000, 0x4000, -0x4000, 0x2000));
        using var one = Datasets.Open(folder["hi.wav"]);
        using var scope = TensorScope.Enter();
        one.Info.Names!.Rows[Split.Train].ShouldBe(["hi.wav"]);
        one.Draw(Split.Train, [0]).X.ToArray<float>()[..4].ShouldBe([0.5f, -0.5f, 0.25f, 0]);
    }

    [Fact]
    public void A_file_that_is_none_after_all_is_refused_with_what_is_read()
    {
        folder.Write("x.png", [1, 2, 3]);
        Should.Throw<DataException>(() => Datasets.Open(folder["x.png"])).Message.ShouldSatisfyAllConditions(m => m.ShouldStartWith($"{folder["x.png"]}: "), m => m.ShouldEndWith($"{Datasets.Kinds} are read"));
    }

    public void Dispose() => folder.Dispose();
}
