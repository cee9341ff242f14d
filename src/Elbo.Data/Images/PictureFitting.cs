namespace Elbo.Data;

/// <summary>Brings pictures to a common number of channels and, where one is asked for, a common square size.</summary>
internal static class PictureFitting
{
    /// <summary>What the options ask for, in as many channels; colour is taken away only where they say so.</summary>
    public static Picture Fit(Picture picture, int channels, DataOptions options)
    {
        if (options.Grey) picture = ToGrey(picture);
        if (options.ImageSize is { } size) picture = ToSquare(picture, size);
        return channels == 3 ? ToColour(picture) : picture;
    }

    /// <summary>The middle square of a picture, resampled by area.</summary>
    public static Picture ToSquare(Picture picture, int size)
    {
        var side = Math.Min(picture.Width, picture.Height);
        if (picture.Width == size && picture.Height == size) return picture;
        var (left, top) = ((picture.Width - side) / 2, (picture.Height - side) / 2);
        var square = new byte[side * side];
        var pixels = new byte[picture.Channels * size * size];
        var resampling = new AreaResampling(side, side, size, size);
        for (var c = 0; c < picture.Channels; c++)
        {
            var plane = picture.Pixels.AsSpan(c * picture.Width * picture.Height);
            for (var y = 0; y < side; y++) plane.Slice(((top + y) * picture.Width) + left, side).CopyTo(square.AsSpan(y * side));
            resampling.Apply(square, pixels.AsSpan(c * size * size, size * size));
        }

        return new Picture(size, size, picture.Channels, pixels);
    }

    /// <summary>Luma of ITU-R BT.601: 0.299 red + 0.587 green + 0.114 blue.</summary>
    public static Picture ToGrey(Picture picture)
    {
        if (picture.Channels == 1) return picture;
        var plane = picture.Width * picture.Height;
        var (p, grey) = (picture.Pixels, new byte[plane]);
        for (var i = 0; i < plane; i++) grey[i] = (byte)(((299 * p[i]) + (587 * p[plane + i]) + (114 * p[(2 * plane) + i]) + 500) / 1000);
        return new Picture(picture.Width, picture.Height, 1, grey);
    }

    /// <summary>Three equal channels from one.</summary>
    public static Picture ToColour(Picture picture) =>
        picture.Channels == 3 ? picture : new Picture(picture.Width, picture.Height, 3, [.. picture.Pixels, .. picture.Pixels, .. picture.Pixels]);
}
