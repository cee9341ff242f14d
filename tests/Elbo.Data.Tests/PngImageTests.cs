using Elbo.Testing;
using Elbo.Torch.Tests.IO;

namespace Elbo.Data.Tests;

[NoLeak]
public sealed class PngImageTests : IDisposable
{
    private const int Width = 11;
    private const int Height = 13;

    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData(1, 0, 1)]
    [InlineData(2, 0, 1)]
    [InlineData(4, 0, 1)]
    [InlineData(8, 0, 1)]
    [InlineData(16, 0, 1)]
    [InlineData(8, 2, 3)]
    [InlineData(16, 2, 3)]
    [InlineData(8, 4, 2)]
    [InlineData(16, 4, 2)]
    [InlineData(8, 6, 4)]
    [InlineData(16, 6, 4)]
    public void Every_kind_and_depth_is_decoded_with_all_filters_and_either_interlace(int depth, int colour, int perPixel)
    {
        var random = new Random(depth + colour);
        var samples = Enumerable.Range(0, Width * Height * perPixel).Select(_ => random.Next(1 << depth)).ToArray();
        var channels = perPixel >= 3 ? 3 : 1;
        var most = (1 << depth) - 1;
        // On black a value counts as much as it is opaque.
        double Value(int pixel, int c) => (double)samples[(pixel * perPixel) + c] / most * (perPixel % 2 == 0 ? (double)samples[(pixel * perPixel) + perPixel - 1] / most : 1);
        // Colours of 16 bits come as halves, whose 11 bits may fall to the other side of a half.
        var tolerance = depth == 16 && channels == 3 ? 0.57 : 0.5001;
        foreach (var interlaced in new[] { false, true })
        {
            var image = Decode(PngFile.Build(Width, Height, depth, colour, samples, null, interlaced), "x");
            (image.Width, image.Height, image.Channels).ShouldBe((Width, Height, channels));
            for (var k = 0; k < image.Pixels.Length; k++) ((double)image.Pixels[k]).ShouldBe(255 * Value(k % (Width * Height), k / (Width * Height)), tolerance);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(8)]
    public void A_palette_gives_colours(int depth)
    {
        var random = new Random(depth);
        var palette = IdxFile.Noise(3 * (1 << depth));
        var samples = Enumerable.Range(0, Width * Height).Select(_ => random.Next(1 << depth)).ToArray();
        var image = Decode(PngFile.Build(Width, Height, depth, 3, samples, palette), "x");
        image.Channels.ShouldBe(3);
        image.Pixels.ShouldBe(Enumerable.Range(0, 3).SelectMany(c => samples.Select(s => palette[(3 * s) + c])));
        Message(PngFile.Build(Width, Height, depth, 3, samples)).ShouldStartWith("x: ");
    }

    [Fact]
    public void An_image_narrower_than_an_interlace_pass_is_decoded()
    {
        for (var width = 1; width < 6; width++)
        {
            var samples = Enumerable.Range(0, width * 3).ToArray();
            Decode(PngFile.Build(width, 3, 8, 0, samples, null, interlaced: true), "x").Pixels.ShouldBe(samples.Select(s => (byte)s));
        }
    }

    [Fact]
    public void Damage_is_named()
    {
        var valid = Valid();
        Message([]).ShouldContain("not an image");
        Message(valid[..^80]).ShouldContain("cut");
        valid[20] ^= 1;
        Message(valid).ShouldContain("header is damaged");
        Message(PngFile.Build(Width, Height, 3, 0, new int[Width * Height])).ShouldContain("header is damaged");
        var small = PngFile.Build(2, 2, 8, 0, [1, 2, 3, 4]);
        byte[] Claiming(params byte[] size) => [.. small[..8], .. PngFile.Chunk("IHDR", [.. size, 8, 0, 0, 0, 0]), .. small[33..]];
        Message(Claiming(0, 0, 0, 2, 0, 0, 0, 3)).ShouldBe("x: cut: its pixels end early");
        Message(Claiming(0, 0, 0x40, 0, 0, 0, 0x40, 0)).ShouldContain("16384 by 16384 pixels; 1 to 67108864 in all are read");
        Message(Claiming(0, 0, 0x20, 0, 0, 0, 0x20, 0)).ShouldContain("cut: an image of 8192 by 8192 pixels in");
    }

    [Fact]
    public void Damaged_pngs_load_or_are_refused() => Mutate(Mutation.Few);

    [Fact]
    [Trait("Category", "Long")]
    public void Many_damaged_pngs_load_or_are_refused() => Mutate(Mutation.Many);

    public void Dispose() => folder.Dispose();

    /// <summary>With the check sums made right again, damage gets past them to the decoder.</summary>
    private void Mutate(int count)
    {
        void Read(string path) => Decode(File.ReadAllBytes(path), path);
        Mutation.Run<DataException>(Valid(), count, 8, folder["mutant.png"], Read).ShouldBeGreaterThan(count * 4 / 5);
        Mutation.Run<DataException>(Valid(), count, 9, folder["mutant2.png"], path => Decode(Resealed(File.ReadAllBytes(path)), path)).ShouldBeGreaterThan(count / 2);
    }

    private static DecodedImage Decode(byte[] bytes, string file) => ImageDecoder.Decode(bytes, file, ImageBackground.Black);

    private static byte[] Valid() => PngFile.Build(Width, Height, 8, 2, [.. IdxFile.Noise(Width * Height * 3).Select(b => (int)b)], null, interlaced: true);

    private static byte[] Resealed(byte[] png)
    {
        var sealedAgain = png.Take(8).ToList();
        for (var at = 8; at + 12 <= png.Length;)
        {
            var length = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at));
            if (length > png.Length - at - 12) return [.. sealedAgain, .. png[at..]];
            sealedAgain.AddRange(PngFile.Chunk(System.Text.Encoding.Latin1.GetString(png, at + 4, 4), png[(at + 8)..(at + 8 + (int)length)]));
            at += 12 + (int)length;
        }

        return [.. sealedAgain];
    }

    private static string Message(byte[] png) => Should.Throw<DataException>(() => Decode(png, "x")).Message;
}
