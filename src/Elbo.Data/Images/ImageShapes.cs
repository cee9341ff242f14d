namespace Elbo.Data;

/// <summary>What the headers of a folder's images say together.</summary>
/// <param name="Shape">[C, H, W] of every image: in colour where one of them is, unless grey is asked for.</param>
/// <param name="Deep">Images of more than 8 bits a sample.</param>
internal sealed record ImageShapes(int[] Shape, int Deep)
{
    private const int UsualSize = 64;

    /// <exception cref="DataException">An image's header cannot be read, or sizes differ without one to bring them to.</exception>
    public static ImageShapes Of(string[] files, DataOptions options)
    {
        var sizes = new ImageHeader[files.Length];
        DataErrors.Parallel(files.Length, i => sizes[i] = ImageFile.Measure(files[i]));
        var channels = options.Grey ? 1 : sizes.Max(s => s.Channels);
        var deep = sizes.Count(s => s.Bits > 8);
        if (options.ImageSize is { } side) return new([channels, side, side], deep);
        var (width, height) = (sizes[0].Width, sizes[0].Height);
        if (Array.FindIndex(sizes, s => s.Width != width || s.Height != height) is >= 0 and var other)
        {
            var usual = Math.Min(UsualSize, sizes.Min(s => Math.Min(s.Width, s.Height)));
            throw new DataException($"{files[other]}: {sizes[other].Width} by {sizes[other].Height} pixels, but {files[0]} has {width} by {height}: "
                + $"data.imageSize crops and resizes all to squares of one size (--set data.imageSize={usual})");
        }

        return new([channels, height, width], deep);
    }
}
