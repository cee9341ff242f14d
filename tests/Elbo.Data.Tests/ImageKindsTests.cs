using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.Tests.IO;

namespace Elbo.Data.Tests;

/// <summary>Image files of every kind give the values in the file, and what is changed or passed over is said.</summary>
[NoLeak]
public sealed class ImageKindsTests : IDisposable
{
    private const int Width = 11, Height = 13, Count = Width * Height;

    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Kinds_that_lose_nothing_give_the_bytes_of_the_file()
    {
        var colours = IdxFile.Noise(3 * Count);
        var opaque = colours.Chunk(3).SelectMany(p => (byte[])[.. p, 255]).ToArray();
        int[] samples = [.. colours.Select(b => (int)b)];
        foreach (var (name, bytes) in new[]
        {
            ("x.png", PngFile.Build(Width, Height, 8, 2, samples)), ("x.bmp", OtherImageFiles.Bmp(Width, Height, colours)), ("x.webp", OtherImageFiles.WebP(Width, Height, opaque)),
            ("x.ppm", [.. System.Text.Encoding.ASCII.GetBytes($"P6 {Width} {Height} 255\n"), .. colours]),
        })
        {
            var path = folder.Write(name, bytes);
            ImageFile.Measure(path).ShouldBe(new ImageHeader(Width, Height, 3), name);
            var image = ImageFile.Load(path);
            image.WasTransparent.ShouldBeFalse(name);
            image.Pixels.ShouldBe(Planes(colours), name);
        }
    }

    [Fact]
    public void Of_a_moving_GIF_the_first_frame_is_read()
    {
        var palette = IdxFile.Noise(768);
        byte[][] frames = [IdxFile.Noise(Count), new byte[Count]];
        var image = ImageFile.Load(folder.Write("x.gif", OtherImageFiles.Gif(Width, Height, palette, frames)));
        (image.Width, image.Height, image.WasTransparent).ShouldBe((Width, Height, false));
        image.Pixels.ShouldBe(Planes([.. frames[0].SelectMany(i => palette.AsSpan(3 * i, 3).ToArray())]));
    }

    [Fact]
    public void Colour_profiles_and_gamma_change_no_value()
    {
        var plain = PngFile.Build(Width, Height, 8, 0, [.. Enumerable.Range(0, Count)]);
        byte[] withGamma = [.. plain[..33], .. PngFile.Chunk("gAMA", [0, 1, 0x86, 0xA0]), .. PngFile.Chunk("cHRM", new byte[32]), .. plain[33..]];
        ImageFile.Load(folder.Write("x.png", withGamma)).Pixels.ShouldBe(Enumerable.Range(0, Count).Select(i => (byte)i));
    }

    [Theory]
    [InlineData(8, 4)]
    [InlineData(8, 6)]
    [InlineData(16, 4)]
    [InlineData(16, 6)]
    public void Pixels_that_are_not_opaque_are_laid_on_the_background(int depth, int colour)
    {
        var channels = colour == 6 ? 3 : 1;
        var most = (1 << depth) - 1;
        // Value 0.2 at all opacities from 0 to 1.
        double Alpha(int i) => (double)i / (Count - 1);
        int[] samples = [.. Enumerable.Range(0, Count).SelectMany(i => Enumerable.Repeat(most / 5, channels).Append((int)(Alpha(i) * most)))];
        var path = folder.Write("x.png", PngFile.Build(Width, Height, depth, colour, samples));
        foreach (var (background, ground) in new[] { (ImageBackground.White, 1.0), (ImageBackground.Black, 0.0) })
        {
            var image = ImageFile.Load(path, background);
            (image.Channels, image.WasTransparent).ShouldBe((channels, true));
            for (var k = 0; k < image.Pixels.Length; k++)
            {
                var alpha = Math.Floor(Alpha(k % Count) * most) / most;
                // To the nearest, and of 16 bits in colour by halves of eleven.
                (image.Pixels[k] / 255.0).ShouldBe((0.2 * alpha) + (ground * (1 - alpha)), 0.51 / 255 + (depth == 16 ? 1e-3 : 1e-9));
            }
        }

        PngOf(Enumerable.Repeat((byte)255, Count)).WasTransparent.ShouldBeFalse();

        DecodedImage PngOf(IEnumerable<byte> alphas) => ImageFile.Load(folder.Write("y.png", PngFile.Build(Width, Height, 8, 4, [.. alphas.SelectMany(a => (int[])[7, a])])));
    }

    [Fact]
    public void A_folder_says_what_was_laid_on_a_background_rounded_or_not_read()
    {
        Directory.CreateDirectory(folder["set/deep"]);
        folder.Write("set/1.png", PngFile.Build(2, 2, 8, 4, [0, 0, 0, 255, 0, 255, 0, 255]));
        folder.Write("set/2.png", PngFile.Build(2, 2, 16, 0, [0, 65535, 257, 514]));
        folder.Write("set/3.webp", OtherImageFiles.WebP(2, 2, [.. Enumerable.Repeat((byte)255, 16)]));
        folder.Write("set/a.tif", [1]);
        folder.Write("set/b.TIF", [1]);
        folder.Write("set/notes", [1]);
        folder.Write("set/.DS_Store", [1]);
        using var data = (ImageDataset)Datasets.Open(folder["set"]);
        data.Info.Warnings.ShouldBe(
        [
            $"{folder["set"]}: 3 files are not read: 2 .tif (a.tif, b.TIF); 1 without an ending (notes). {ImageFile.Kinds} are",
            $"{folder["set"]}: 1 of 3 images have 16 bits a sample, which are rounded to 8",
            $"{folder["set"]}: 1 of 3 images have pixels that are not opaque: white lies behind them (data.background=black for black)",
        ]);
        using var scope = TensorScope.Enter();
        data.Pixels(Split.Train).ToArray<byte>().Take(4).ShouldBe([255, 0, 0, 0]);
        using var onBlack = (ImageDataset)Datasets.Open(folder["set"], new() { Background = ImageBackground.Black });
        onBlack.Pixels(Split.Train).ToArray<byte>().Take(4).ShouldBe([0, 0, 0, 0]);
        onBlack.Fingerprint.ShouldNotBe(data.Fingerprint);
    }

    [Fact]
    public void Damaged_files_of_the_other_kinds_load_or_are_refused() => Mutate(Mutation.Few);

    [Fact]
    [Trait("Category", "Long")]
    public void Many_damaged_files_of_the_other_kinds_load_or_are_refused() => Mutate(Mutation.Many);

    public void Dispose() => folder.Dispose();

    /// <summary>WebP and GIF of one colour take no bits for it: what they claim is bounded by the most pixels that are read alone, so claims beyond that are not made here.</summary>
    private void Mutate(int count)
    {
        var colours = IdxFile.Noise(3 * Count);
        foreach (var (name, bytes) in new[]
        {
            ("m.bmp", OtherImageFiles.Bmp(Width, Height, colours)),
            ("m.webp", OtherImageFiles.WebP(Width, Height, [.. colours.Chunk(3).SelectMany(p => (byte[])[.. p, 255])])),
            ("m.gif", OtherImageFiles.Gif(Width, Height, IdxFile.Noise(768), IdxFile.Noise(Count))),
        })
            Mutation.Run<DataException>(bytes, count, 40, folder[name], path => ImageFile.Load(path), 7L * DecodedImage.MostPixels).ShouldBeGreaterThan(count / 20, name);
    }

    /// <summary>[H, W, 3] as [3, H, W].</summary>
    private static byte[] Planes(byte[] pixels) => [.. Enumerable.Range(0, 3).SelectMany(c => pixels.Chunk(3).Select(p => p[c]))];
}
