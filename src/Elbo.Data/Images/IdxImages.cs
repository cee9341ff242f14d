using Elbo.Torch;

namespace Elbo.Data;

/// <summary>Data sets in MNIST's four idx files: from the catalogue, or a user's own folder or single image file.</summary>
internal static class IdxImages
{
    public const string TrainImages = "train-images-idx3-ubyte.gz";
    public const string TrainLabels = "train-labels-idx1-ubyte.gz";
    public const string TestImages = "t10k-images-idx3-ubyte.gz";
    public const string TestLabels = "t10k-labels-idx1-ubyte.gz";

    /// <summary>Opens a data set of the catalogue from its verified files.</summary>
    public static IDataset Open(DatasetInfo info, IReadOnlyList<FoundFile> files, DataOptions options)
    {
        var paths = files.ToDictionary(f => f.File.Name, f => f.Path);
        using var scope = TensorScope.Enter();
        return new ImageDataset(
            info, options, Load(paths[TrainImages], paths[TrainLabels]), Load(paths[TestImages], paths[TestLabels]));
    }

    /// <summary>Opens a user's own folder with files of the official names (labels and test files optional, gzip optional) or else with
    /// images or recordings, or one image file, which becomes the training split.</summary>
    public static IDataset OpenPath(string path, DataOptions options)
    {
        using var scope = TensorScope.Enter();
        if (File.Exists(path) && OneFile(path) is { } open) return open(path, options);
        if (File.Exists(path)) return Dataset(path, options, Load(path, null), null);
        if (!Directory.Exists(path)) throw new DataException($"{path}: no such file or folder");
        if (Present(path, TrainImages) is not { } trainImages)
        {
            return (ImageFolder.HasImages(path), AudioFolder.HasAudio(path)) switch
            {
                (true, true) => throw new DataException($"{path}: has both images and recordings; name a folder with one of them"),
                (true, _) => ImageFolder.Open(path, options),
                (_, true) => AudioFolder.Open(path, options),
                _ => throw new DataException($"{path}: expected {Path.GetFileNameWithoutExtension(TrainImages)} (or with .gz), images ({ImageFile.Kinds}) or recordings (.wav) in the folder"),
            };
        }

        var train = Load(trainImages, Present(path, TrainLabels));
        var test = Present(path, TestImages) is { } testImages ? Load(testImages, Present(path, TestLabels)) : null;
        return Dataset(path, options, train, test);
    }

    /// <summary>How a single image or recording is read, which a trained model may be asked about; null for files of other kinds.</summary>
    private static Func<string, DataOptions, IDataset>? OneFile(string path)
    {
        Func<string, DataOptions, IDataset>? open = ImageFile.IsImage(path) ? ImageFolder.Open : AudioFolder.IsAudio(path) ? AudioFolder.Open : null;
        return open is null ? null : (file, options) =>
        {
            try
            {
                return open(file, options);
            }
            catch (DataException failure)
            {
                throw new DataException($"{failure.Message}. {Datasets.Kinds} are read", failure);
            }
        };
    }

    private static ImageDataset Dataset(string path, DataOptions options, ImageSet train, ImageSet? test)
    {
        var shape = train.Pixels.Shape.ToArray();
        int[] example = shape.Length switch
        {
            2 => [(int)shape[1]],
            3 => [1, (int)shape[1], (int)shape[2]],
            4 => [(int)shape[1], (int)shape[2], (int)shape[3]],
            _ => throw new DataException($"{path}: images have shape [{string.Join(", ", shape)}], expected [N, D], [N, H, W] or [N, C, H, W]"),
        };
        var splits = new Dictionary<Split, int> { [Split.Train] = (int)shape[0] };
        if (test is not null) splits[Split.Test] = (int)test.Pixels.Shape[0];
        var binary = ZeroOneBytes.Are(test is null ? [train.Pixels] : [train.Pixels, test.Pixels]);
        if (binary) (train, test) = (train with { Pixels = train.Pixels * 255 }, test is null ? null : test with { Pixels = test.Pixels * 255 });
        var info = new DatasetInfo
        {
            Id = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))),
            Title = path,
            Licence = "the user's own",
            Citation = "",
            Shape = example,
            Splits = splits,
            Note = binary ? ZeroOneBytes.Note : "",
            Classes = train.Labels is { } labels ? labels.AsSpan<long>().ToArray().DefaultIfEmpty(-1).Max() is var most ? (int)most + 1 : 0 : 0,
        };
        return new ImageDataset(info, options, train, test);
    }

    private static ImageSet Load(string images, string? labels) => new(IdxReader.Load(images), labels is null ? null : LoadLabels(labels));

    private static Tensor LoadLabels(string path)
    {
        using var scope = TensorScope.Enter();
        var bytes = IdxReader.Load(path);
        if (bytes.Rank != 1) throw new DataException($"{path}: labels have rank {bytes.Rank}, expected 1");
        return scope.Keep(bytes.To(DType.I64));
    }

    private static string? Present(string folder, string name) =>
        new[] { Path.Combine(folder, name), Path.Combine(folder, Path.GetFileNameWithoutExtension(name)) }.FirstOrDefault(File.Exists);
}
