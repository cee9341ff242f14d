using Elbo.Torch;

namespace Elbo.Data.Tests;

/// <summary>Small image sets with known pixels.</summary>
internal static class TestImages
{
    /// <summary>Odd, so that the tail of a vector pass is used: 3 × 7 = 21.</summary>
    public const int Height = 3;
    public const int Width = 7;

    public static DatasetInfo Info { get; } = new()
    {
        Id = "planted",
        Title = "planted",
        Licence = "",
        Citation = "",
        Shape = [1, Height, Width],
        Splits = new Dictionary<Split, int>(),
    };

    /// <summary><paramref name="train"/> + <paramref name="test"/> images with random pixels; label = index.</summary>
    public static ImageDataset Open(int train, int test, DataOptions options)
    {
        using var scope = TensorScope.Enter();
        return new ImageDataset(Info, options, Set(train, 1), test == 0 ? null : Set(test, 2));
    }

    /// <summary>One image per pixel value, all its pixels of that value.</summary>
    public static ImageDataset EveryValue(Binarisation binarisation)
    {
        using var scope = TensorScope.Enter();
        var pixels = Enumerable.Range(0, 256 * Height * Width).Select(i => (byte)(i / (Height * Width))).ToArray();
        return new ImageDataset(Info, new DataOptions { Binarisation = binarisation }, new ImageSet(Tensor.From(pixels, 256, Height, Width), null));
    }

    private static ImageSet Set(int count, int seed) => new(
        Tensor.From(IdxFile.Noise(count * Height * Width, seed), count, Height, Width),
        Tensor.From(Enumerable.Range(0, count).Select(i => (long)i).ToArray()));
}
