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
        var files = new FolderFiles(path, ImageFile.IsImage, "image", ImageFile.Kinds);
        var count = files.Parts.Values.Sum(p => (long)p.Count);
        var (shape, deep) = ImageShapes.Of([.. files.Parts.Values.SelectMany(p => p)], options);
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
            IsPartlyLabelled = files.IsPartlyLabelled,
            Warnings = [.. files.Warnings, .. deep == 0 ? (string[])[] : [$"{path}: {deep} of {count} images have 16 bits a sample, which are rounded to 8"]],
        };
        var total = bytes * count;
        if (total > options.MemoryBudget || files.Parts.Values.Any(p => p.Count * bytes > MostBytes))
        {
            return new FolderDataset(
                info with { Note = $"{total >> 20} MiB of images, more than the budget of {options.MemoryBudget >> 20} MiB: read from their files as they are asked for." },
                options, files, file => Decode(file, shape, options).Pixels);
        }

        using var scope = TensorScope.Enter();
        var transparent = 0;
        ImageSet? Set(Split split) => files.Parts.TryGetValue(split, out var part) ? Join(part, files.Labels(split), shape, options, ref transparent).ToSet() : null;
        var (train, test, validation) = (Set(Split.Train)!, Set(Split.Test), Set(Split.Validation));
        return new ImageDataset(info with { Warnings = [.. info.Warnings, .. Transparency(path, transparent, count, options.Background)] }, options, train, test, validation);
    }

    /// <summary>A line where the background can be seen, which nobody may have thought of.</summary>
    public static IEnumerable<string> Transparency(string path, int transparent, long count, ImageBackground background)
    {
        if (transparent == 0) yield break;
        var (here, other) = background == ImageBackground.White ? ("white", "black") : ("black", "white");
        yield return $"{path}: {transparent} of {count} images have pixels that are not opaque: {here} lies behind them (data.background={other} for {other})";
    }

    private static DecodedImage Decode(string file, int[] shape, DataOptions options)
    {
        var image = ImageFitting.Fit(ImageFile.Load(file, options.Background), shape[0], options);
        return image.Channels == shape[0] && image.Height == shape[1] && image.Width == shape[2] ? image
            : throw new DataException($"{file}: has changed since the folder was opened: {image.Width} by {image.Height} pixels in {image.Channels} channels");
    }

    private static RawImages Join(IReadOnlyList<string> files, long[]? labels, int[] shape, DataOptions options, ref int transparent)
    {
        var bytes = shape[0] * shape[1] * shape[2];
        var pixels = new byte[checked(bytes * files.Count)];
        var seen = 0;
        DataErrors.Parallel(files.Count, i =>
        {
            var image = Decode(files[i], shape, options);
            image.Pixels.CopyTo(pixels.AsSpan(i * bytes));
            if (image.WasTransparent) Interlocked.Increment(ref seen);
        });
        transparent += seen;
        return new RawImages(pixels, labels, shape);
    }
}
