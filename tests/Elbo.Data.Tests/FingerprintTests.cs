using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.IO;
using Elbo.Torch.Tests.IO;

namespace Elbo.Data.Tests;

[NoLeak]
public sealed class FingerprintTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void The_same_examples_and_options_have_the_same_fingerprint()
    {
        Images(new()).ShouldBe(Images(new()));
        Images(new()).ShouldMatch("^[0-9a-f]{64}$");
        Values([1, 2, 3, 4], 2).ShouldBe(Values([1, 2, 3, 4], 2));
    }

    [Fact]
    public void Another_pixel_value_shape_split_or_preparation_gives_another()
    {
        string[] all =
        [
            Images(new()), Images(new() { BinarisationSeed = 2 }), Images(new() { ValidationCount = 1 }), Images(new() { Binarisation = Binarisation.None }),
            Images(new(), train: 5), Images(new(), test: 3), Values([1, 2, 3, 4], 2), Values([1, 2, 4, 3], 2), Values([1, 2, 3, 4], 1), Values([1, 2, 3, 4], 4),
            Sprites(0), Sprites(10),
        ];
        all.Distinct().Count().ShouldBe(all.Length);
    }

    public void Dispose() => folder.Dispose();

    private static string Images(DataOptions options, int train = 4, int test = 2)
    {
        using var data = TestImages.Open(train, test, options);
        return data.Fingerprint;
    }

    private static string Sprites(int validation)
    {
        using var data = Datasets.Open("dsprites", new() { ValidationCount = validation });
        return data.Fingerprint;
    }

    private string Values(float[] values, int rows)
    {
        using var scope = TensorScope.Enter();
        Npy.Save(folder["x.npy"], Tensor.From(values, rows, values.Length / rows));
        using var data = Datasets.Open(folder["x.npy"]);
        return data.Fingerprint;
    }
}
