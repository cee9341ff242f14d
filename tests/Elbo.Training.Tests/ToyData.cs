using Elbo.Data;
using Elbo.Torch;

namespace Elbo.Training.Tests;

/// <summary>Grey 4 × 4 images of two kinds, in shades that differ a little: 80 to train on, 40 for validation and 40 for testing.</summary>
internal static class ToyData
{
    /// <param name="validation">Whether there is a validation split.</param>
    public static ImageDataset Open(bool validation = true)
    {
        using var scope = TensorScope.Enter();
        return new(
            new() { Id = "toy", Title = "Toy", Licence = "-", Citation = "-", Shape = [1, 4, 4], Splits = new Dictionary<Split, int>() },
            new() { Binarisation = Binarisation.Dynamic },
            new(Images(80), null),
            new(Images(40), null),
            validation ? new(Images(40), null) : null);
    }

    private static Tensor Images(int count)
    {
        var pixels = new byte[count * 16];
        // No two alike, so that each has draws of its own.
        for (var k = 0; k < pixels.Length; k++) pixels[k] = (byte)(((k / 16 % 2 == 0) == (k % 16 < 8) ? 230 : 20) + (k / 16 % 2) + (k % 16 == k / 16 % 16 ? 1 + (k / 256) : 0));
        return Tensor.From(pixels, count, 16);
    }
}
