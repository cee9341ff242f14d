using Elbo.Torch;

namespace Elbo.Data;

/// <summary>
/// A user's own folder of images (<see cref="FolderFiles"/>). Where the decoded images fit the memory budget they are decoded at once and
/// every file is checked from end to end; else their headers are, and pixels are decoded as they are asked for.
/// </summary>
internal static class ImageFolder
{
    /// <summary>Most bytes of pixels of one split in one tensor.</summary>
    private const long MostBytes = int.MaxValue - 64;

    private const int LargestSize = 4096;

    /// <summary>Whether there is an image anywhere in the folder.</summary>
    public static bool HasImages(string folder) => FolderFiles.Find(folder, ImageFile.IsImage).Any();

    /// <exception cref="DataException">An image cannot be read, or sizes differ without one to bring them to.</exception>
    public static IDataset Open(string path, DataOptions options)
    {
        if (options.ImageSize is < 1 or > LargestSize) throw new DataException($"{path}: an image size of {options.ImageSize}; 1 to {LargestSize} can be asked for");
        var files = new FolderFiles(path, ImageFile.IsImage, "image");
        var shape = Shape([.. files.Parts.Values.SelectMany(p => p)], options);
        var bytes = shape.Aggregate(1L, (a, b) => a * b);
        var info = new DatasetInfo
        {
            Id = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))),
            Title = path,
            Names = ExampleNames.OfFiles(path, files.Parts),
            Licence = "the user's own",
            Citation = "",
            Shape = shape,
            Splits = files.Parts.ToDictionary(p => p.Key, p => p.Value.Count),
            Classes = files.Classes.Count,
            ClassNames = files.Classes,
        };
        var total = bytes * files.Parts.Values.Sum(p => (long)p.Count);
        if (total > options.MemoryBudget || files.Parts.Values.Any(p => p.Count * bytes > MostBytes))
        {
            return new FolderDataset(
                info with { Note = $"{total >> 20} MiB of images, more than the budget of {options.MemoryBudget >> 20} MiB: read from their files as they are asked for." },
                options, files, file => Decode(file, shape, options));
        }

        using var scope = TensorScope.Enter();
        ImageSet? Set(Split split) => files.Parts.TryGetValue(split, out var part) ? Join(part, files.Labels(split), shape, options).ToSet() : null;
        return new ImageDataset(info, options, Set(Split.Train)!, Set(Split.Test), Set(Split.Validation));
    }

    /// <summary>[C, H, W] of every image: in colour where one of them is, unless grey is asked for.</summary>
    private static int[] Shape(string[] files, DataOptions options)
    {
        var sizes = new (int Width, int Height, int Channels)[files.Length];
        DataErrors.Parallel(files.Length, i => sizes[i] = ImageFile.Measure(files[i]));
        var channels = options.Grey ? 1 : sizes.Max(s => s.Channels);
        if (options.ImageSize is { } side) return [channels, side, side];
        var (width, height, _) = sizes[0];
        if (Array.FindIndex(sizes, s => s.Width != width || s.Height != height) is >= 0 and var other)
            throw new DataException($"{files[other]}: {sizes[other].Width} by {sizes[other].Height} pixels, but {files[0]} has {width} by {height}: give an image size to bring all to");
        return [channels, height, width];
    }

    private static byte[] Decode(string file, int[] shape, DataOptions options)
    {
        var image = ImageFitting.Fit(ImageFile.Load(file), shape[0], options);
        return image.Channels == shape[0] && image.Height == shape[1] && image.Width == shape[2] ? image.Pixels
            : throw new DataException($"{file}: has changed since the folder was opened: {image.Width} by {image.Height} pixels in {image.Channels} channels");
    }

    private static RawImages Join(IReadOnlyList<string> files, long[]? labels, int[] shape, DataOptions options)
    {
        var bytes = shape[0] * shape[1] * shape[2];
        var pixels = new byte[checked(bytes * files.Count)];
        DataErrors.Parallel(files.Count, i => Decode(files[i], shape, options).CopyTo(pixels.AsSpan(i * bytes)));
        return new RawImages(pixels, labels, shape);
    }
}
