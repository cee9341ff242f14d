namespace Elbo.Data;

/// <summary>Opens data sets.</summary>
public static class Datasets
{
    /// <summary>What is read of a user's own, for messages.</summary>
    internal const string Kinds = "Tables (.csv, .tsv, .csv.gz, .tsv.gz, .parquet), texts (.txt, .txt.gz), arrays (.npy, .npz), idx files, and folders of images or of recordings (.wav)";

    /// <summary>Opens a data set of the catalogue by its id, fetching its files where needed, or a user's own file or folder.</summary>
    /// <param name="idOrPath">An id such as <c>mnist</c>, or a path: anything with a separator or an extension, or a file or folder that is there
    /// and no id. A path leads to an idx image file, an <c>.npy</c>, <c>.npz</c>, <c>.csv</c>, <c>.tsv</c> or <c>.parquet</c>, a <c>.txt</c> with a text a line, or to a folder with files of MNIST's names, with
    /// <c>train.csv</c> or <c>train.txt</c>, with images of many kinds, or with WAV recordings: their sub-folders are classes, folders <c>train</c>, <c>validation</c> and <c>test</c> above them are splits.</param>
    /// <param name="options">Binarisation, validation count, sources; null for the defaults.</param>
    /// <param name="cancel">Stops downloads.</param>
    /// <returns>A data set that the caller disposes.</returns>
    /// <exception cref="DataException">No such data set, no source has its files, a file is damaged, or options do not fit.</exception>
    public static IDataset Open(string idOrPath, DataOptions? options = null, CancellationToken cancel = default)
    {
        options ??= new DataOptions();
        var data = OpenWhole(idOrPath, options, cancel);
        if (options.Labelled is not { } count) return data;
        try
        {
            return PartlyLabelledDataset.Of(data, count, options.LabelledSeed);
        }
        catch
        {
            data.Dispose();
            throw;
        }
    }

    private static IDataset OpenWhole(string idOrPath, DataOptions options, CancellationToken cancel)
    {
        var known = DatasetCatalog.All.Any(i => i.Id == idOrPath);
        if (!known && File.Exists(idOrPath) && OwnArrays.IsArrays(idOrPath)) return OwnArrays.Open(idOrPath, options);
        if (!known && IsPath(idOrPath) && OwnTables.IsTables(idOrPath)) return OwnTables.Open(idOrPath, options);
        if (!known && IsPath(idOrPath) && OwnTexts.IsTexts(idOrPath)) return OwnTexts.Open(idOrPath, options);
        if (!known && IsPath(idOrPath)) return IdxImages.OpenPath(idOrPath, options);
        var definition = DatasetCatalog.Find(idOrPath);
        return definition.Open(definition.Info, Locate(definition, options, cancel), options);
    }

    /// <summary>A name that means the same from every folder: a path in full, an id as it is.</summary>
    public static string Rooted(string idOrPath) => idOrPath.Length > 0 && !DatasetCatalog.All.Any(i => i.Id == idOrPath) && IsPath(idOrPath) ? Path.GetFullPath(idOrPath) : idOrPath;

    /// <summary>Whether a path leads to a user's texts, one a line: a <c>.txt</c>, or a folder with <c>train.txt</c>.</summary>
    public static bool HasTextLines(string path) => OwnTexts.IsTexts(path);

    /// <summary>Makes sure that a data set's files are at hand and verified, without reading them, and says which are used: of
    /// alternatives the better one, of optional files those that are there.</summary>
    /// <exception cref="DataException">No such data set, or no source has its files.</exception>
    public static IReadOnlyList<FoundFile> Find(string id, DataOptions? options = null, CancellationToken cancel = default) =>
        Locate(DatasetCatalog.Find(id), options ?? new DataOptions(), cancel);

    /// <summary>Makes sure that a data set's files are at hand and verified, without reading them.</summary>
    /// <returns>The path of each file that is used, in the order of <see cref="DatasetInfo.Files"/>.</returns>
    /// <exception cref="DataException">No such data set, or no source has its files.</exception>
    public static IReadOnlyList<string> Fetch(string id, DataOptions? options = null, CancellationToken cancel = default) =>
        [.. Find(id, options, cancel).Select(f => f.Path)];

    /// <summary>What a data set is when opened from these files: parts of it may be missing, or an alternative be used.</summary>
    /// <exception cref="DataException">No such data set.</exception>
    public static DatasetInfo Describe(string id, IReadOnlyList<FoundFile> files)
    {
        var definition = DatasetCatalog.Find(id);
        return definition.Describe(definition.Info, files);
    }

    private static IReadOnlyList<FoundFile> Locate(DatasetDefinition definition, DataOptions options, CancellationToken cancel) =>
        definition.Locate(definition.Info, new FileFinder(options.Locations, options.Progress, cancel));

    // No id has an extension, so that a mistyped file's name is told as one.
    private static bool IsPath(string text) =>
        text.Contains(Path.DirectorySeparatorChar) || Path.HasExtension(text) || text is "." or ".." || Path.Exists(text);
}
