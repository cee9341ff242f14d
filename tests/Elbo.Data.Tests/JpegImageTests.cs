using Elbo.Torch.Tests.IO;

namespace Elbo.Data.Tests;

public sealed class JpegImageTests : IDisposable
{
    /// <summary>At quality 100 nothing but rounding is lost: of the transform and, in colour, of the change of colour space.</summary>
    private const int GreyTolerance = 2, ColourTolerance = 4;

    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Pixels_come_back_as_they_were_but_for_rounding(int channels)
    {
        const int Width = 21, Height = 13;
        var pixels = Smooth(Width, Height, channels);
        var image = Decode(JpegFile.Build(Width, Height, pixels), "x.jpg");
        (image.Width, image.Height, image.Channels).ShouldBe((Width, Height, channels));
        for (var c = 0; c < channels; c++)
            for (var i = 0; i < Width * Height; i++)
                Math.Abs(image.Pixels[(c * Width * Height) + i] - pixels[(i * channels) + c]).ShouldBeLessThanOrEqualTo(channels == 1 ? GreyTolerance : ColourTolerance);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Baseline_and_progressive_files_give_their_pixels(bool isProgressive)
    {
        var image = Decode(JpegFile.OfBlocks(2, [10, 90, 200, 255], isProgressive: isProgressive), "x.jpg");
        (image.Width, image.Height, image.Channels).ShouldBe((16, 16, 1));
        Corners(image, 0).ShouldBe([10, 90, 200, 255]);
    }

    [Fact]
    public void Inks_become_light()
    {
        // Inverted, so that 255 is no ink: red is what cyan and black leave of it, 200 · 128 / 255.
        var image = Decode(JpegFile.OfBlocks(2, [200, 100, 50, 255, 200, 100, 50, 128], components: 4), "x.jpg");
        image.Channels.ShouldBe(3);
        foreach (var (c, (plain, dark)) in new[] { (200, 100), (100, 50), (50, 25) }.Index())
        {
            image.Pixels[c * 128].ShouldBe((byte)plain);
            Math.Abs(image.Pixels[(c * 128) + 8] - dark).ShouldBeLessThanOrEqualTo(1);
        }
    }

    /// <summary>The letters are blocks of a file of two columns and three rows; what the eight orientations of EXIF 2.3, section 4.6.4, make of them.</summary>
    [Theory]
    [InlineData(1, "ab cd ef")]
    [InlineData(2, "ba dc fe")]
    [InlineData(3, "fe dc ba")]
    [InlineData(4, "ef cd ab")]
    [InlineData(5, "ace bdf")]
    [InlineData(6, "eca fdb")]
    [InlineData(7, "fdb eca")]
    [InlineData(8, "bdf ace")]
    public void Images_are_turned_as_the_camera_noted(int orientation, string upright)
    {
        byte[] blocks = [10, 40, 80, 120, 160, 250];
        var rows = upright.Split(' ');
        foreach (var (letters, isColour) in new[] { (blocks, false), ([.. blocks.SelectMany(b => (byte[])[b, 128, 128])], true) })
        {
            var bytes = JpegFile.OfBlocks(2, letters, isColour ? 3 : 1, orientation: orientation);
            var image = Decode(bytes, "x.jpg");
            (image.Width, image.Height).ShouldBe((8 * rows[0].Length, 8 * rows.Length));
            var header = ImageDecoder.ReadHeader(bytes, "x.jpg");
            (header.Width, header.Height, header.Channels).ShouldBe((image.Width, image.Height, isColour ? 3 : 1));
            for (var c = 0; c < image.Channels; c++) Corners(image, c).ShouldBe([.. rows.SelectMany(r => r).Select(l => blocks[l - 'a'])]);
        }
    }

    [Fact]
    public void A_folder_of_them_is_a_data_set_with_labels_from_its_sub_folders()
    {
        Directory.CreateDirectory(folder["set/a"]);
        Directory.CreateDirectory(folder["set/b"]);
        folder.Write("set/a/1.jpg", JpegFile.Build(8, 8, Smooth(8, 8, 1)));
        folder.Write("set/b/1.jpeg", JpegFile.Build(8, 8, Smooth(8, 8, 3)));
        using var data = Datasets.Open(folder["set"]);
        data.Info.Shape.ShouldBe([3, 8, 8]);
        data.Info.ClassNames.ShouldBe(["a", "b"]);
    }

    [Fact]
    public void A_cut_file_is_refused_by_name()
    {
        var whole = JpegFile.Build(40, 40, Smooth(40, 40, 3));
        foreach (var bytes in new[] { whole[..3], whole[..100], whole[..(whole.Length / 2)] })
            Should.Throw<DataException>(() => Decode(bytes, "some/x.jpg")).Message.ShouldStartWith("some/x.jpg: ");
    }

    [Fact]
    public void A_size_that_the_file_cannot_hold_takes_no_memory()
    {
        var bytes = JpegFile.Build(8, 8, Smooth(8, 8, 1));
        // Height and width stand behind the marker of the frame, its length and its depth.
        var frame = bytes.AsSpan().IndexOf([(byte)0xFF, (byte)0xC0]);
        bytes.AsSpan(frame + 5, 4).Fill(0x1F);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Should.Throw<DataException>(() => Decode(bytes, "x.jpg")).Message.ShouldContain("7967 by 7967 pixels");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1 << 20);
    }

    public void Dispose() => folder.Dispose();

    private static DecodedImage Decode(byte[] bytes, string file) => ImageDecoder.Decode(bytes, file, ImageBackground.White);

    /// <summary>The upper left pixel of each block of 8 by 8, which are all alike.</summary>
    private static byte[] Corners(DecodedImage image, int channel)
    {
        var plane = image.Pixels.AsSpan(channel * image.Width * image.Height, image.Width * image.Height).ToArray();
        return [.. Enumerable.Range(0, image.Height / 8).SelectMany(y => Enumerable.Range(0, image.Width / 8).Select(x =>
            Enumerable.Range(0, 64).Select(k => plane[(((8 * y) + (k / 8)) * image.Width) + (8 * x) + (k % 8)]).Distinct().ShouldHaveSingleItem()))];
    }

    private static byte[] Smooth(int width, int height, int channels) =>
        [.. Enumerable.Range(0, width * height * channels).Select(i => (byte)(128 + (100 * Math.Sin((i / channels % width * 0.3) + (i % channels)) * Math.Cos(i / channels / width * 0.2))))];
}
