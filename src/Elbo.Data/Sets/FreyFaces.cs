using Elbo.Torch;

namespace Elbo.Data;

/// <summary>The frames of one face on video: the data of Kingma and Welling's figures.</summary>
internal static class FreyFaces
{
    private const string Variable = "ff";
    private const int Frames = 1_965;
    private const int Train = 1_565;
    private const int Held = 200;
    private const string Content = "2438ba4f0d2a6bd8bac43de756141eaa33c8d248dd613d464bdb1210d9b7af78";

    public static DatasetInfo Info { get; } = new()
    {
        Id = "frey-faces",
        Title = "Frey faces, video frames of one face",
        Licence = "Brendan Frey and Sam Roweis; free for research",
        Citation = "Roweis, Saul: Nonlinear dimensionality reduction by locally linear embedding. Science 290, 2000",
        Shape = [1, 28, 20],
        Splits = new Dictionary<Split, int> { [Split.Train] = Train, [Split.Validation] = Held, [Split.Test] = Held },
        Note = "No published split: the 1,965 frames are shuffled with a fixed seed and cut 1565/200/200, the sizes of Tomczak and Welling (2018).",
        Folder = "frey_faces",
        Files =
        [
            DatasetFile.Whole("frey_rawface.mat", 996_854, "ce4efaf873d674bd6b42de93fb33b2bafa8d541b2ab02f1d4b4bdea60040dff9") with
            {
                Content = new(Content, 4 << 20, path => Read(path).Sha256()),
            },
        ],
        Urls = ["https://cs.nyu.edu/~roweis/data/"],
    };

    public static IDataset Open(DatasetInfo info, IReadOnlyList<FoundFile> files, DataOptions options)
    {
        using var scope = TensorScope.Enter();
        var all = Read(files[0].Path);
        var order = SeededOrder.Of(all.Count).AsSpan();
        return new ImageDataset(info, options, all.Take(order[..Train]), all.Take(order[(Train + Held)..]), all.Take(order[Train..(Train + Held)]));
    }

    /// <summary>[560, 1965]: each column is a frame, row after row.</summary>
    private static RawImages Read(string path)
    {
        var array = MatReader.Load(path, Variable)[Variable];
        if (array.Shape is not [28 * 20, Frames]) throw new DataException($"{path}: '{Variable}' is [{string.Join(", ", array.Shape)}], expected [560, {Frames}]");
        return new RawImages(array.ToBytes($"{path}: '{Variable}'"), null, [1, 28, 20]);
    }
}
