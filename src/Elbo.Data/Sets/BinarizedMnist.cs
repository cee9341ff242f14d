using Elbo.Torch;

namespace Elbo.Data;

/// <summary>MNIST binarised once and for all, in Larochelle's split: the figures of the NADE, DRAW and flow papers.</summary>
internal static class BinarizedMnist
{
    private const int Columns = 784;

    public static DatasetInfo Info { get; } = new()
    {
        Id = "binarized-mnist",
        Title = "Binarised MNIST, Larochelle's split",
        Licence = "derived from MNIST: CC BY-SA 3.0, Yann LeCun and Corinna Cortes",
        Citation = "Salakhutdinov, Murray: On the quantitative analysis of deep belief networks. ICML 2008; Larochelle, Murray: The neural autoregressive distribution estimator. AISTATS 2011",
        Shape = [1, 28, 28],
        Splits = new Dictionary<Split, int> { [Split.Train] = 50_000, [Split.Validation] = 10_000, [Split.Test] = 10_000 },
        Note = "Binary already: every way of binarisation gives the same pixels. Test images are grouped by digit. No labels.",
        GreyLevels = 2,
        Folder = "binarized_mnist",
        Files =
        [
            File("train", 2_196_952, "af247bd6075cf9adc4715459dcd5f13eaa99a2c92d8d81379a05da94770b6c0e",
                50_000, "ad693b29f94c14277b095f5238ddefbbdaaae0939789dd2f4f0205278cee3e4d"),
            File("valid", 439_620, "533b71bc0198f4d73c54ae5fe6c96fc08dc3cf1b3fae24c5521dbc0452507e38",
                10_000, "1de3d397c40fe8eeb33dafd4099a1f665ec01e96d9be234aaeeac8a34930e2e2"),
            File("test", 416_802, "32a3c54d03504632bf9f131b4a148c7567aa6fc87da017049b044bdc14c2a0f2",
                10_000, "e6687bfea3f820c174f33b7865140b2a2dd2930ef786f35d45795fc193b5ab2c"),
        ],
        Urls = ["http://www.cs.toronto.edu/~larocheh/public/datasets/binarized_mnist/"],
    };

    public static IDataset Open(DatasetInfo info, IReadOnlyList<FoundFile> files, DataOptions options)
    {
        using var scope = TensorScope.Enter();
        ImageSet Read(int file, Split split) => new RawImages(AmatReader.Load(files[file].Path, info.Splits[split], Columns), null, info.Shape).ToSet();
        return new ImageDataset(info, options, Read(0, Split.Train), Read(2, Split.Test), Read(1, Split.Validation));
    }

    private static DatasetFile File(string part, long bytes, string sha256, int rows, string contentSha256) =>
        new($"binarized_mnist_{part}.amat.gz", bytes, sha256, rows * 2L * Columns, contentSha256) { PublishedUnpacked = true };
}
