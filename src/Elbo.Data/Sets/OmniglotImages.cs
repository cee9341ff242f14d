using System.Globalization;

namespace Elbo.Data;

/// <summary>Omniglot's drawings out of one of its zip archives, resampled to 28 by 28.</summary>
internal static class OmniglotImages
{
    public const int Size = 28;
    private const int DrawingSize = 105;

    /// <summary>Ink as 255, in the order of characters and then drawers; labels are the characters' global numbers from 0.</summary>
    /// <exception cref="DataException">The archive or one of its drawings cannot be read.</exception>
    public static RawImages Read(string path)
    {
        var drawings = ZipEntries.Read(path, ".png").Select(e => (Key: KeyOf(e.Name, path), e.Name, e.Bytes)).OrderBy(d => d.Key).ToList();
        var pixels = new byte[drawings.Count * Size * Size];
        var resampling = new AreaResampling(DrawingSize, DrawingSize, Size, Size);
        try
        {
            Parallel.For(0, drawings.Count, i =>
            {
                var image = ImageDecoder.Decode(drawings[i].Bytes, $"{path}[{drawings[i].Name}]", ImageBackground.White);
                if (image is not { Width: DrawingSize, Height: DrawingSize, Channels: 1 })
                    throw new DataException($"{path}[{drawings[i].Name}]: an image of {image.Width} by {image.Height}, expected {DrawingSize} by {DrawingSize} in grey");
                for (var p = 0; p < image.Pixels.Length; p++) image.Pixels[p] = (byte)(255 - image.Pixels[p]);
                resampling.Apply(image.Pixels, pixels.AsSpan(i * Size * Size, Size * Size));
            });
        }
        catch (AggregateException e) when (e.InnerExceptions.OfType<DataException>().FirstOrDefault() is { } first)
        {
            throw new DataException(first.Message, e);
        }

        return new RawImages(pixels, [.. drawings.Select(d => d.Key.Character - 1L)], [1, Size, Size]);
    }

    /// <summary>From <c>…/0709_01.png</c>: character 709, drawer 1.</summary>
    private static (int Character, int Drawer) KeyOf(string name, string path)
    {
        var file = Path.GetFileNameWithoutExtension(name);
        return file.Split('_') is [var character, var drawer]
            && int.TryParse(character, NumberStyles.None, CultureInfo.InvariantCulture, out var c) && c > 0
            && int.TryParse(drawer, NumberStyles.None, CultureInfo.InvariantCulture, out var d)
                ? (c, d)
                : throw new DataException($"{path}: an entry is not named like 0709_01.png");
    }
}
