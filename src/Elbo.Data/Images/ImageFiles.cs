using Elbo.Torch;

namespace Elbo.Data;

/// <summary>Image files one by one, for a model that was trained before: they are brought to its shape as the images it was trained on were.</summary>
public static class ImageFiles
{
    /// <summary>The image files of a folder and those below it, in ordinal order of their names.</summary>
    /// <exception cref="DataException">The folder cannot be read.</exception>
    public static IReadOnlyList<string> Find(string folder) => [.. FolderFiles.Find(folder, ImageFile.IsImage).Order(StringComparer.Ordinal)];

    /// <summary>Whether a name is that of an image file.</summary>
    public static bool IsImage(string path) => ImageFile.IsImage(path);

    /// <summary>Opens files as a data set without labels whose only split is that of training, in the order given.</summary>
    /// <param name="title">What they are called together.</param>
    /// <param name="files">At least one.</param>
    /// <param name="shape">[C, H, W] of the model's data.</param>
    /// <param name="options">Whether colour and size are changed, and how pixels become inputs.</param>
    /// <exception cref="DataException">An image cannot be read, or has another size or number of channels and the options do not say to change it.</exception>
    public static IDataset Open(string title, IReadOnlyList<string> files, IReadOnlyList<int> shape, DataOptions options)
    {
        if (shape is not [1 or 3, _, _]) throw new DataException($"{title}: images, but the model's data are [{string.Join(", ", shape)}]");
        var size = shape[0] * shape[1] * shape[2];
        if (files.Count > Array.MaxLength / size) throw new DataException($"{title}: {files.Count} images are too many to take at once");
        var pixels = new byte[files.Count * size];
        var transparent = 0;
        DataErrors.Parallel(files.Count, i =>
        {
            var image = Load(files[i], shape, options);
            image.Pixels.CopyTo(pixels.AsSpan(i * size));
            if (image.WasTransparent) Interlocked.Increment(ref transparent);
        });
        var info = new DatasetInfo
        {
            Id = title,
            Title = title,
            Licence = "the user's own",
            Citation = "",
            Shape = shape,
            Splits = new Dictionary<Split, int> { [Split.Train] = files.Count },
            Warnings = [.. ImageFolder.Transparency(title, transparent, files.Count, options.Background)],
        };
        using var scope = TensorScope.Enter();
        return new ImageDataset(info, options with { ValidationCount = 0 }, new RawImages(pixels, null, shape).ToSet());
    }

    private static DecodedImage Load(string file, IReadOnlyList<int> shape, DataOptions options)
    {
        var image = ImageFitting.Fit(ImageFile.Load(file, options.Background), shape[0], options);
        if (image.Channels == shape[0] && image.Height == shape[1] && image.Width == shape[2]) return image;
        throw new DataException($"{file}: {image.Width} by {image.Height} pixels in {(image.Channels == 1 ? "grey" : "colour")}, the model takes {shape[2]} by {shape[1]} in {(shape[0] == 1 ? "grey" : "colour")}");
    }
}
