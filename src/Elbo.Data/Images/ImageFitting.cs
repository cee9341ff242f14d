namespace Elbo.Data;

/// <summary>Brings images to a common number of channels and, where one is asked for, a common square size.</summary>
internal static class ImageFitting
{
    /// <summary>What the options ask for, in as many channels; colour is taken away only where they say so.</summary>
    public static DecodedImage Fit(DecodedImage image, int channels, DataOptions options)
    {
        if (options.Grey) image = ToGrey(image);
        if (options.ImageSize is { } size) image = ToSquare(image, size);
        return channels == 3 ? ToColour(image) : image;
    }

    /// <summary>The middle square of an image, resampled by area.</summary>
    public static DecodedImage ToSquare(DecodedImage image, int size)
    {
        var side = Math.Min(image.Width, image.Height);
        if (image.Width == size && image.Height == size) return image;
        var (left, top) = ((image.Width - side) / 2, (image.Height - side) / 2);
        var square = new byte[side * side];
        var pixels = new byte[image.Channels * size * size];
        var resampling = new AreaResampling(side, side, size, size);
        for (var c = 0; c < image.Channels; c++)
        {
            var plane = image.Pixels.AsSpan(c * image.Width * image.Height);
            for (var y = 0; y < side; y++) plane.Slice(((top + y) * image.Width) + left, side).CopyTo(square.AsSpan(y * side));
            resampling.Apply(square, pixels.AsSpan(c * size * size, size * size));
        }

        return image with { Width = size, Height = size, Pixels = pixels };
    }

    /// <summary>Luma of ITU-R BT.601: 0.299 red + 0.587 green + 0.114 blue.</summary>
    public static DecodedImage ToGrey(DecodedImage image)
    {
        if (image.Channels == 1) return image;
        var plane = image.Width * image.Height;
        var (p, grey) = (image.Pixels, new byte[plane]);
        for (var i = 0; i < plane; i++) grey[i] = (byte)(((299 * p[i]) + (587 * p[plane + i]) + (114 * p[(2 * plane) + i]) + 500) / 1000);
        return image with { Channels = 1, Pixels = grey };
    }

    /// <summary>Three equal channels from one.</summary>
    public static DecodedImage ToColour(DecodedImage image) =>
        image.Channels == 3 ? image : image with { Channels = 3, Pixels = [.. image.Pixels, .. image.Pixels, .. image.Pixels] };
}
