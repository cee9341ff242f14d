using Elbo.Torch;

namespace Elbo.Data;

/// <summary>Outlines of the objects in Caltech 101, binary, 28 by 28.</summary>
internal static class CaltechSilhouettes
{
    private const string Split1 = "caltech101_silhouettes_28_split1.mat";
    private const int Size = 28;
    private const int Count = 8_671;
    private const int Train = 4_100;
    private const int Held = 2_264;

    public static DatasetInfo Info { get; } = new()
    {
        Id = "caltech-silhouettes",
        Title = "Caltech 101 silhouettes, 28 by 28",
        Licence = "Benjamin Marlin; free for research",
        Citation = "Marlin, Swersky, Chen, de Freitas: Inductive principles for restricted Boltzmann machine learning. AISTATS 2010",
        Shape = [1, Size, Size],
        Splits = new Dictionary<Split, int> { [Split.Train] = Train, [Split.Validation] = Held, [Split.Test] = Count - Train - Held },
        Note = "Object = 1. From the file without a split: shuffled with a fixed seed and cut 4100/2264/2307, the sizes of the published split but not its images; "
            + $"published figures are on {Split1}, which is used where it is in the folder.",
        Classes = 101,
        GreyLevels = 2,
        Folder = "caltech101_silhouettes",
        Files =
        [
            DatasetFile.Whole("caltech101_silhouettes_28.mat", 701_202, "862d0a4b828256d54ad5de7c5066c18c72f355cac5b7cde4c1c3be7c000d180b"),
            DatasetFile.Whole(Split1, 0, "") with { Optional = true },
        ],
        Urls = ["https://people.cs.umass.edu/~marlin/data/"],
    };

    /// <summary>The file with the published split where there is one, else the other.</summary>
    public static IReadOnlyList<FoundFile> Locate(DatasetInfo info, FileFinder finder) =>
        finder.FindHere(info, info.Files[1]) is { } split1 ? [new(info.Files[1], split1)] : [new(info.Files[0], finder.Find(info, info.Files[0]))];

    /// <summary>Says that the published split is used, where it is.</summary>
    public static DatasetInfo Describe(DatasetInfo info, IReadOnlyList<FoundFile> files) =>
        files[0].File.Name == Split1 ? info with { Note = $"Object = 1. The published split, from {Split1}." } : info;

    public static IDataset Open(DatasetInfo info, IReadOnlyList<FoundFile> files, DataOptions options)
    {
        using var scope = TensorScope.Enter();
        var path = files[0].Path;
        info = Describe(info, files);
        if (files[0].File.Name == Split1)
        {
            var parts = MatReader.Load(path, "train_data", "train_labels", "val_data", "val_labels", "test_data", "test_labels");
            ImageSet Part(string name) => Images(parts[$"{name}_data"], parts[$"{name}_labels"], path).ToSet();
            return Dataset(info, options, Part("train"), Part("val"), Part("test"));
        }

        var arrays = MatReader.Load(path, "X", "Y");
        var all = Images(arrays["X"], arrays["Y"], path);
        if (all.Count != Count) throw new DataException($"{path}: has {all.Count} images, expected {Count}");
        var order = SeededOrder.Of(Count).AsSpan();
        return Dataset(info, options, all.Take(order[..Train]), all.Take(order[Train..(Train + Held)]), all.Take(order[(Train + Held)..]));
    }

    private static ImageDataset Dataset(DatasetInfo info, DataOptions options, ImageSet train, ImageSet validation, ImageSet test)
    {
        int N(ImageSet set) => (int)set.Pixels.Shape[0];
        var splits = new Dictionary<Split, int> { [Split.Train] = N(train), [Split.Validation] = N(validation), [Split.Test] = N(test) };
        return new ImageDataset(info with { Splits = splits }, options, train, test, validation);
    }

    /// <summary>X [N, 784] with 0 on the object and 1 around it, each row an image, its columns one after the other; Y from 1.</summary>
    private static RawImages Images(MatArray x, MatArray y, string path)
    {
        if (x.Shape is not [var count, Size * Size] || y.Count != count)
            throw new DataException($"{path}: images are [{string.Join(", ", x.Shape)}] with {y.Count} labels, expected [N, {Size * Size}]");
        var stored = x.ToBytes(path);
        if (stored.AsSpan().IndexOfAnyExcept((byte)0, (byte)1) >= 0) throw new DataException($"{path}: has a pixel other than 0 and 1");
        var pixels = new byte[stored.Length];
        for (var k = 0; k < Size * Size; k++)
        {
            var target = ((k % Size) * Size) + (k / Size);
            for (var i = 0; i < count; i++) pixels[(i * Size * Size) + target] = stored[(k * count) + i] == 0 ? (byte)255 : (byte)0;
        }

        var labels = Enumerable.Range(0, count).Select(i => (long)y.At(i) - 1).ToArray();
        return labels.All(l => l is >= 0 and < 101) ? new RawImages(pixels, labels, [1, Size, Size]) : throw new DataException($"{path}: has a label outside 1 … 101");
    }
}
