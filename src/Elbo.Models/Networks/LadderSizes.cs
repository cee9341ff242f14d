using Elbo.Models.Configuration;

namespace Elbo.Models.Networks;

/// <summary>Sizes of the maps of a ladder of latent variables over an image: half of the image, and half again with every further scale.</summary>
/// <param name="Image">[C, H, W].</param>
/// <param name="Depth">Stochastic layers at each scale, from the data inwards.</param>
internal sealed record LadderSizes(IReadOnlyList<int> Image, IReadOnlyList<int> Depth)
{
    // Of the finest map, 128 × 128: beyond, what a step keeps of a batch goes beyond usual memory.
    private const int MostPlaces = 1 << 14;

    /// <summary>L.</summary>
    public int Layers => Depth.Sum();

    /// <summary>Height and width of each scale, from the data inwards; each half of that before, rounded up.</summary>
    public IReadOnlyList<(int Height, int Width)> Scales { get; } = Halved(Image, Depth.Count);

    /// <summary>For each layer from the data inwards its scale, and whether it is the first of one that is coarser than the one before.</summary>
    public IEnumerable<(int Scale, bool IsHalving)> FromData() =>
        Depth.SelectMany((count, scale) => Enumerable.Range(0, count).Select(k => (scale, k == 0 && scale > 0)));

    private static (int Height, int Width)[] Halved(IReadOnlyList<int> image, int scales)
    {
        if (image.Count != 3) throw new ConfigException($"model.id: the model is of images of shape [channels, height, width], the data's is [{string.Join(", ", image)}]");
        var sizes = new (int Height, int Width)[scales];
        var size = (Height: image[1], Width: image[2]);
        for (var k = 0; k < scales; k++)
        {
            if (Math.Max(size.Height, size.Width) < 2)
                throw new ConfigException($"model.depth: {image[1]} × {image[2]} images cannot be halved {scales} times; list at most {k} scales");
            sizes[k] = size = ((size.Height + 1) / 2, (size.Width + 1) / 2);
        }
        if ((long)sizes[0].Height * sizes[0].Width > MostPlaces)
            throw new ConfigException($"model.id: images of {image[1]} × {image[2]} are too large for layers at half their size, which keep too much for each example; make them smaller, e.g. data.imageSize=128");
        return sizes;
    }
}
