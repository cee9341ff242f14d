using Elbo.Data;
using Elbo.Torch;
using SkiaSharp;

namespace Elbo.Cli.Tests;

/// <summary>
/// A folder as people have them, made of CIFAR-10: photos of three classes and several sizes as JPEG, some of them turned with a note in EXIF, some PNG and WebP,
/// drawings on nothing among them, and a TIFF that nobody opened for years.
/// </summary>
internal static unsafe class PhotoFolder
{
    private const int Side = 32, Planes = 3;

    /// <summary>CIFAR-10's classes, by number.</summary>
    private static readonly (int Class, string Name)[] kinds = [(0, "planes"), (6, "frogs"), (8, "ships")];

    /// <param name="count">Photos of each class.</param>
    /// <exception cref="DataException">CIFAR-10 is not at hand.</exception>
    public static void Write(string folder, int count)
    {
        using var data = Datasets.Open("cifar-10", new() { Binarisation = Binarisation.None });
        foreach (var (number, name) in kinds)
        {
            Directory.CreateDirectory(Path.Combine(folder, name));
            var written = 0;
            for (var first = 0L; written < count; first += 500)
            {
                using var scope = TensorScope.Enter();
                var batch = data.Draw(Split.Train, [.. Enumerable.Range(0, 500).Select(i => first + i)]);
                var (pixels, labels) = (batch.X.ToArray<float>(), batch.Labels!.ToArray<long>());
                for (var i = 0; i < labels.Length && written < count; i++)
                    if (labels[i] == number) Save(Path.Combine(folder, name, $"{++written:0000}"), pixels.AsSpan(i * Planes * Side * Side, Planes * Side * Side), written);
            }
        }

        File.WriteAllBytes(Path.Combine(folder, kinds[0].Name, "scan.tif"), [(byte)'I', (byte)'I', 42, 0]);
    }

    private static void Save(string path, ReadOnlySpan<float> planes, int number)
    {
        // A photo is three or four times as large, and wider than high; its edges repeat.
        var (scale, isPng) = (3 + (number % 2), number % 10 == 0);
        var isTurned = number % 7 == 0 && !isPng;
        var (width, height) = (Side * scale * 4 / 3, Side * scale);
        var pixels = new byte[width * height * 4];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var from = (y / scale * Side) + Math.Clamp((x - ((width - height) / 2)) / scale, 0, Side - 1);
                // Stored on its side, as a camera held upright does.
                var to = 4 * (isTurned ? ((width - 1 - x) * height) + y : (y * width) + x);
                for (var c = 0; c < Planes; c++) pixels[to + c] = (byte)MathF.Round(255 * planes[(c * Side * Side) + from]);
                pixels[to + Planes] = isPng && y < height / 8 ? (byte)0 : (byte)255;
            }
        }

        var (w, h) = isTurned ? (height, width) : (width, height);
        fixed (byte* start = pixels)
        {
            using var image = new SKPixmap(new SKImageInfo(w, h, SKColorType.Rgba8888, SKAlphaType.Unpremul), (nint)start);
            using var data = isPng ? image.Encode(SKPngEncoderOptions.Default) : image.Encode(new SKJpegEncoderOptions(92));
            byte[] file = data!.ToArray();
            // Orientation 6: to be turned clockwise.
            if (isTurned) file = [0xFF, 0xD8, 0xFF, 0xE1, 0, 34, .. "Exif\0\0MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0, .. file[2..]];
            File.WriteAllBytes(path + (isPng ? ".png" : number % 3 == 0 ? ".JPG" : ".jpg"), file);
        }
    }
}
