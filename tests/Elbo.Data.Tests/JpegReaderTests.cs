using System.Diagnostics;
using Elbo.Torch.Tests.IO;

namespace Elbo.Data.Tests;

public sealed class JpegReaderTests : IDisposable
{
    /// <summary>At quality 100 nothing but rounding is lost: of the transform and, in colour, of the change of colour space.</summary>
    private const int GreyTolerance = 2, ColourTolerance = 4;

    private readonly TemporaryFolder folder = new();

    public JpegReaderTests()
    {
        if (!TurboJpeg.IsHere) Assert.Skip("libturbojpeg0 is not installed");
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(3, false)]
    [InlineData(3, true)]
    public void Pixels_come_back_as_they_were_but_for_rounding(int channels, bool progressive)
    {
        const int Width = 21, Height = 13;
        var pixels = Smooth(Width, Height, channels);
        var image = JpegReader.Decode(JpegFile.Build(Width, Height, pixels, progressive), "x.jpg");
        (image.Width, image.Height, image.Channels).ShouldBe((Width, Height, channels));
        for (var c = 0; c < channels; c++)
            for (var i = 0; i < Width * Height; i++)
                Math.Abs(image.Pixels[(c * Width * Height) + i] - pixels[(i * channels) + c]).ShouldBeLessThanOrEqualTo(channels == 1 ? GreyTolerance : ColourTolerance);
    }

    [Fact]
    public void The_pixels_are_those_of_another_program()
    {
        var bytes = JpegFile.Build(21, 13, Smooth(21, 13, 3), quality: 60);
        var path = folder.Write("x.jpg", bytes);
        var start = new ProcessStartInfo("djpeg", ["-dct", "int", "-pnm", "-outfile", folder["x.ppm"], path]);
        try
        {
            using var djpeg = Process.Start(start)!;
            djpeg.WaitForExit();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("djpeg is not installed");
        }

        JpegReader.Decode(bytes, path).Pixels.ShouldBe(PgmReader.Decode(File.ReadAllBytes(folder["x.ppm"]), "x.ppm").Pixels);
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
    public void A_cut_or_damaged_file_is_refused_by_name()
    {
        var whole = JpegFile.Build(40, 40, Smooth(40, 40, 3));
        foreach (var bytes in new[] { whole[..3], whole[..100], whole[..(whole.Length / 2)], [.. whole[..200], .. new byte[100], .. whole[300..]] })
            Should.Throw<DataException>(() => JpegReader.Decode(bytes, "some/x.jpg")).Message.ShouldStartWith("some/x.jpg: ");
    }

    [Fact]
    public void A_size_that_the_file_cannot_hold_takes_no_memory()
    {
        var bytes = JpegFile.Build(8, 8, Smooth(8, 8, 1));
        // Height and width stand behind the marker of the frame, its length and its depth.
        var frame = bytes.AsSpan().IndexOf([(byte)0xFF, (byte)0xC0]);
        bytes.AsSpan(frame + 5, 4).Fill(0x1F);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Should.Throw<DataException>(() => JpegReader.Decode(bytes, "x.jpg")).Message.ShouldContain("7967 by 7967 pixels");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1 << 20);
    }

    public void Dispose() => folder.Dispose();

    private static byte[] Smooth(int width, int height, int channels) =>
        [.. Enumerable.Range(0, width * height * channels).Select(i => (byte)(128 + (100 * Math.Sin((i / channels % width * 0.3) + (i % channels)) * Math.Cos(i / channels / width * 0.2))))];
}
