using Elbo.Torch;

namespace Elbo.Data;

/// <summary>
/// A user's own folder of pictures. Sub-folders are classes, in ordinal order of their names; folders <c>train</c> and, where
/// there are any, <c>validation</c> (or <c>val</c>) and <c>test</c> above them are splits. All are decoded once, into memory.
/// </summary>
internal static class ImageFolder
{
    /// <summary>Most bytes of pixels in one split.</summary>
    private const long MostBytes = int.MaxValue - 64;

    private const int LargestSize = 4096;

    /// <summary>Whether there is a picture anywhere in the folder.</summary>
    public static bool HasPictures(string folder) => Files(folder).Any();

    /// <exception cref="DataException">A picture cannot be read, sizes differ without one to bring them to, or there is too much.</exception>
    public static IDataset Open(string path, DataOptions options)
    {
        if (options.ImageSize is < 1 or > LargestSize) throw new DataException($"{path}: an image size of {options.ImageSize}; 1 to {LargestSize} can be asked for");
        var parts = Directory.Exists(Path.Combine(path, "train")) ? Parts(path) : [(Split.Train, path)];
        var classes = parts.SelectMany(p => Files(p.Folder).Select(f => ClassOf(p.Folder, f))).OfType<string>().Distinct().Order(StringComparer.Ordinal).ToList();
        var pictures = parts.ToDictionary(p => p.Split, p => Decode(p.Folder, options));
        if (!pictures.TryGetValue(Split.Train, out var train) || train.Count == 0) throw new DataException($"{path}: no picture to train on");
        var all = pictures.Values.SelectMany(p => p).ToList();
        var channels = all.Max(p => p.Picture.Channels);
        var (first, size) = (all[0], (all[0].Picture.Width, all[0].Picture.Height));
        if (all.Find(p => (p.Picture.Width, p.Picture.Height) != size) is { Picture: not null } other)
            throw new DataException($"{other.Path}: {other.Picture.Width} by {other.Picture.Height} pixels, but {first.Path} has {size.Width} by {size.Height}: give an image size to bring all to");

        int[] shape = [channels, size.Height, size.Width];
        var labels = classes.Select((name, i) => (name, i)).ToDictionary(c => c.name, c => (long)c.i);
        using var scope = TensorScope.Enter();
        ImageSet? Set(Split split) => pictures.TryGetValue(split, out var part) && part.Count > 0 ? Join(parts.Find(p => p.Split == split).Folder, part, shape, labels).ToSet() : null;
        var info = new DatasetInfo
        {
            Id = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))),
            Title = path,
            Licence = "the user's own",
            Citation = "",
            Shape = shape,
            Splits = pictures.Where(p => p.Value.Count > 0).ToDictionary(p => p.Key, p => p.Value.Count),
            Classes = classes.Count,
            ClassNames = classes,
        };
        return new ImageDataset(info, options, Set(Split.Train)!, Set(Split.Test), Set(Split.Validation));
    }

    private static List<(Split Split, string Folder)> Parts(string path) =>
        [.. new[] { (Split.Train, "train"), (Split.Validation, "validation"), (Split.Validation, "val"), (Split.Test, "test") }
            .Select(p => (p.Item1, Path.Combine(path, p.Item2))).Where(p => Directory.Exists(p.Item2)).DistinctBy(p => p.Item1)];

    private static IEnumerable<string> Files(string folder) => PackedFile.Guard(folder, () => Directory
        .EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System, IgnoreInaccessible = false })
        .Where(PictureFile.IsPicture));

    /// <summary>The first folder below the split's; null for a picture right in it.</summary>
    private static string? ClassOf(string folder, string file) =>
        Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar) is [var name, _, ..] ? name : null;

    private static List<(string Path, Picture Picture)> Decode(string folder, DataOptions options)
    {
        var files = Files(folder).Order(StringComparer.Ordinal).ToArray();
        var pictures = new (string Path, Picture Picture)[files.Length];
        long total = 0;
        try
        {
            Parallel.For(0, files.Length, i =>
            {
                var picture = PictureFile.Load(files[i]);
                if (options.Grey) picture = PictureFitting.ToGrey(picture);
                if (options.ImageSize is { } size) picture = PictureFitting.ToSquare(picture, size);
                if (Interlocked.Add(ref total, picture.Pixels.Length) > MostBytes)
                    throw new DataException($"{folder}: {files.Length} pictures are more than the {MostBytes} bytes kept in memory; give a smaller image size");
                pictures[i] = (files[i], picture);
            });
        }
        catch (AggregateException e) when (e.InnerExceptions.OfType<DataException>().OrderBy(x => x.Message, StringComparer.Ordinal).FirstOrDefault() is { } first)
        {
            throw new DataException(first.Message, e);
        }

        return [.. pictures];
    }

    private static RawImages Join(string folder, List<(string Path, Picture Picture)> pictures, int[] shape, Dictionary<string, long> labels)
    {
        var bytes = shape.Aggregate(1L, (a, b) => a * b);
        if (bytes * pictures.Count > MostBytes) throw new DataException($"{folder}: {pictures.Count} pictures are more than the {MostBytes} bytes kept in memory; give a smaller image size");
        var pixels = new byte[bytes * pictures.Count];
        for (var i = 0; i < pictures.Count; i++)
            (shape[0] == 3 ? PictureFitting.ToColour(pictures[i].Picture) : pictures[i].Picture).Pixels.CopyTo(pixels.AsSpan((int)(i * bytes)));
        var classes = pictures.Select(p => ClassOf(folder, p.Path)).ToList();
        if (labels.Count > 0 && classes.IndexOf(null) is >= 0 and var at) throw new DataException($"{pictures[at].Path}: in no class folder, while others are");
        return new RawImages(pixels, labels.Count == 0 ? null : [.. classes.Select(c => labels[c!])], shape);
    }
}
