using Elbo.Torch;

namespace Elbo.Data;

/// <summary>Omniglot at 28 by 28: resampled from the published drawings, or as Burda et al. had it where the user has their file.</summary>
internal static class Omniglot
{
    private const string Background = "images_background.zip";
    private const string Evaluation = "images_evaluation.zip";
    private const string Matrix = "chardata.mat";
    private const string BackgroundContent = "625e6ab47687c8046aa19821ecaf5727ecbe2908eb1bf56948e54df59d01f9d5";
    private const string EvaluationContent = "5c8b5ce525e8e74f948c5caaf51f1a52a040730bf0c1d08f66fec4fcc8df6032";

    public static DatasetInfo Info { get; } = new()
    {
        Id = "omniglot",
        Title = "Omniglot handwritten characters, 28 by 28",
        Licence = "MIT, Brenden Lake",
        Citation = "Lake, Salakhutdinov, Tenenbaum: Human-level concept learning through probabilistic program induction. Science 350, 2015",
        Shape = [1, OmniglotImages.Size, OmniglotImages.Size],
        Splits = new Dictionary<Split, int> { [Split.Train] = 19_280, [Split.Test] = 13_180 },
        Note = "Background characters train, evaluation characters test, each in a seeded order; the 105 by 105 drawings are resampled by area, ink = 1. "
            + "Published likelihoods are on chardata.mat (24,345 + 8,070, another resampling and split): they are similar, not comparable. "
            + "With chardata.mat in the folder that file is used instead.",
        Classes = 1_623,
        Folder = "omniglot",
        Files =
        [
            File(Background, 8_704_330, "3b8b694193bc10600b2dc0b43d1fc9fd41470f18e2b8b172c9cfa71cce7ff6dc", BackgroundContent),
            File(Evaluation, 5_960_452, "5fba5fbc2373ac60bd811a6115b570f8e087536efe9de49c23ca8dff2f19dc97", EvaluationContent),
            DatasetFile.Whole(Matrix, 0, "") with { Optional = true },
        ],
        Urls = ["https://github.com/brendenlake/omniglot/raw/master/python/"],
    };

    /// <summary>The user's <c>chardata.mat</c> where there is one, else both archives.</summary>
    public static IReadOnlyList<FoundFile> Locate(DatasetInfo info, FileFinder finder) =>
        finder.FindHere(info, info.Files[2]) is { } matrix
            ? [new(info.Files[2], matrix)]
            : [.. info.Files.Take(2).Select(f => new FoundFile(f, finder.Find(info, f)))];

    /// <summary>The counts of the published matrix file, where that is used.</summary>
    public static DatasetInfo Describe(DatasetInfo info, IReadOnlyList<FoundFile> files) => files[0].File.Name != Matrix
        ? info
        : info with
        {
            Splits = new Dictionary<Split, int> { [Split.Train] = 24_345, [Split.Test] = 8_070 },
            Note = $"From {Matrix}, the resampling and split of Burda et al. (2016).",
        };

    public static IDataset Open(DatasetInfo info, IReadOnlyList<FoundFile> files, DataOptions options)
    {
        using var scope = TensorScope.Enter();
        if (files[0].File.Name == Matrix) return OpenMatrix(Describe(info, files), files[0].Path, options);
        var (train, test) = (Resampled(info, files[0], BackgroundContent, options), Resampled(info, files[1], EvaluationContent, options));
        return new ImageDataset(info, options, train.Take(SeededOrder.Of(train.Count)), test.Take(SeededOrder.Of(test.Count)));
    }

    private static ImageDataset OpenMatrix(DatasetInfo info, string path, DataOptions options)
    {
        var (train, test) = OmniglotMatrix.Read(path);
        return new ImageDataset(
            info with
            {
                Splits = new Dictionary<Split, int> { [Split.Train] = train.Count, [Split.Test] = test.Count },
                Classes = (int)train.Labels!.Concat(test.Labels!).Max() + 1,
            },
            options, train.ToSet(), test.ToSet());
    }

    private static RawImages Resampled(DatasetInfo info, FoundFile file, string content, DataOptions options) =>
        MadeFiles.Get(options.Locations.CacheOf(info), $"{Path.GetFileNameWithoutExtension(file.File.Name)}-28x28", file.Path, content, OmniglotImages.Read);

    /// <summary>The archives at hand differ from one publisher to the next in how the same drawings are packed.</summary>
    private static DatasetFile File(string name, long bytes, string sha256, string content) =>
        DatasetFile.Whole(name, bytes, sha256) with { Content = new(content, 4 * bytes, path => OmniglotImages.Read(path).Sha256()) };
}
