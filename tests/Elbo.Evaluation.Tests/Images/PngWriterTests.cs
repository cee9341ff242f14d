using Elbo.Evaluation.Images;

namespace Elbo.Evaluation.Tests.Images;

public sealed class PngWriterTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(1, 7, 3)]
    [InlineData(64, 1, 1)]
    [InlineData(33, 21, 1)]
    [InlineData(33, 21, 3)]
    public void Noise_comes_back_pixel_for_pixel(int width, int height, int channels)
    {
        var image = new Raster(width, height, channels);
        new Random(17).NextBytes(image.Pixels);
        ShouldComeBack(image);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Slopes_that_call_for_every_filter_come_back_pixel_for_pixel(int channels)
    {
        var image = new Raster(40, 60, channels);
        for (int y = 0; y < image.Height; y++)
        {
            for (int i = 0; i < image.Stride; i++)
            {
                image.Row(y)[i] = (byte)((y / 10) switch
                {
                    0 => y * 3,
                    1 => i * 5,
                    2 => i * 2 + y * 7,
                    3 => i * y,
                    4 => i % 7 == 0 ? 200 : 3,
                    _ => 255 - y,
                });
            }
        }
        ShouldComeBack(image);
    }

    [Fact]
    public void A_flat_image_takes_few_bytes()
    {
        var image = new Raster(600, 600, 3);
        image.Pixels.AsSpan().Fill(90);

        PngWriter.ToBytes(image).Length.ShouldBeLessThan(5_000);
    }

    [Fact]
    public void Saving_replaces_the_file_and_leaves_no_temporary_one()
    {
        string folder = Directory.CreateTempSubdirectory("elbo-png-").FullName;
        try
        {
            string path = Path.Combine(folder, "samples", "grid.png");
            PngWriter.Save(new Raster(9, 9, 1), path);
            var second = new Raster(4, 3, 3);
            second.Pixel(3, 2)[1] = 77;
            PngWriter.Save(second, path);

            PngReader.Read(File.ReadAllBytes(path)).Pixel(3, 2).ToArray().ShouldBe([0, 77, 0]);
            Directory.GetFiles(Path.GetDirectoryName(path)!).ShouldBe([path]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_named()
    {
        string file = Path.GetTempFileName();
        try
        {
            string below = Path.Combine(file, "grid.png");
            Should.Throw<IOException>(() => PngWriter.Save(new Raster(1, 1, 1), below)).Message.ShouldContain(below);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(1, -1, 1)]
    [InlineData(1, 1, 2)]
    [InlineData(1, 1, 4)]
    [InlineData(int.MaxValue, int.MaxValue, 3)]
    public void Impossible_images_are_refused(int width, int height, int channels)
        => Should.Throw<ArgumentOutOfRangeException>(() => new Raster(width, height, channels));

    private static void ShouldComeBack(Raster image)
    {
        Raster read = PngReader.Read(PngWriter.ToBytes(image));
        (read.Width, read.Height, read.Channels).ShouldBe((image.Width, image.Height, image.Channels));
        read.Pixels.ShouldBe(image.Pixels);
    }
}
