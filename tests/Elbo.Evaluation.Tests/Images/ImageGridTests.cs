using Elbo.Evaluation.Images;

namespace Elbo.Evaluation.Tests.Images;

public sealed class ImageGridTests
{
    [Fact]
    public void Images_stand_row_by_row_between_their_padding()
    {
        float[] images = [0.1f, 0.2f, 0.3f, 0.4f, 0.5f];

        Raster grid = new ImageGrid { Columns = 3, Scale = 2, Padding = 1, Background = 9 }.Render(images, 5, 1, 1, 1);

        (grid.Width, grid.Height, grid.Channels).ShouldBe((10, 7, 1));
        grid.Pixels.ShouldBe([
            9, 9, 9, 9, 9, 9, 9, 9, 9, 9,
            9, 26, 26, 9, 51, 51, 9, 77, 77, 9,
            9, 26, 26, 9, 51, 51, 9, 77, 77, 9,
            9, 9, 9, 9, 9, 9, 9, 9, 9, 9,
            9, 102, 102, 9, 128, 128, 9, 9, 9, 9,
            9, 102, 102, 9, 128, 128, 9, 9, 9, 9,
            9, 9, 9, 9, 9, 9, 9, 9, 9, 9,
        ]);
    }

    [Fact]
    public void Colour_planes_become_colour_pixels()
    {
        // [1, 3, 1, 2]: a red pixel, then a blue one.
        float[] image = [1, 0, 0, 0, 0, 1];

        Raster grid = new ImageGrid { Scale = 1, Padding = 0 }.Render(image, 1, 3, 1, 2);

        grid.Pixels.ShouldBe([255, 0, 0, 0, 0, 255]);
    }

    [Fact]
    public void Originals_stand_above_their_reconstructions()
    {
        Raster grid = new ImageGrid { Columns = 2, Scale = 1, Padding = 1, Background = 5 }
            .RenderPairs([0.2f, 0.4f, 0.6f], [0, 1, 1], 3, 1, 1, 1);

        (grid.Width, grid.Height).ShouldBe((5, 12));
        int[] column = [.. Enumerable.Range(0, 12).Select(y => (int)grid.Pixel(1, y)[0])];
        column.ShouldBe([5, 51, 5, 0, 5, 5, 5, 5, 153, 5, 255, 5]);
        grid.Pixel(3, 3)[0].ShouldBe((byte)255);
        grid.Pixel(3, 8)[0].ShouldBe((byte)5, "the last band has one pair only");
    }

    [Fact]
    public void Values_outside_are_clamped()
        => new ImageGrid { Scale = 1, Padding = 0, Columns = 4 }
            .Render([-3, 7, float.PositiveInfinity, float.NegativeInfinity], 4, 1, 1, 1).Pixels.ShouldBe([0, 255, 255, 0]);

    [Fact]
    public void A_NaN_is_seen_as_magenta()
        => new ImageGrid { Scale = 1, Padding = 0, Columns = 2 }
            .Render([1, float.NaN], 2, 1, 1, 1).Pixels.ShouldBe([255, 255, 255, 255, 0, 255]);

    [Theory]
    [InlineData(28, 2)]
    [InlineData(16, 4)]
    [InlineData(64, 1)]
    [InlineData(1000, 1)]
    public void Small_images_are_enlarged_until_they_can_be_seen(int side, int scale)
        => new ImageGrid { Padding = 0 }.Render(new float[side * side], 1, 1, side, side).Width.ShouldBe(side * scale);

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(64, 8, 8)]
    [InlineData(10, 4, 3)]
    public void Without_a_number_of_columns_the_grid_is_nearly_square(int count, int columns, int rows)
    {
        Raster grid = new ImageGrid { Scale = 1, Padding = 0 }.Render(new float[count], count, 1, 1, 1);

        (grid.Width, grid.Height).ShouldBe((columns, rows));
    }

    [Theory]
    [InlineData(3, 1, 2, 2)]
    [InlineData(2, 2, 2, 2)]
    [InlineData(0, 1, 2, 2)]
    [InlineData(2, 1, 0, 2)]
    public void A_shape_that_does_not_fit_is_named(int count, int channels, int height, int width)
        => Should.Throw<ArgumentException>(() => new ImageGrid().Render(new float[8], count, channels, height, width))
            .Message.ShouldContain($"[{count}, {channels}, {height}, {width}]");

    [Fact]
    public void Negative_settings_are_refused()
        => Should.Throw<ArgumentException>(() => new ImageGrid { Padding = -1 }.Render([1], 1, 1, 1, 1)).Message.ShouldContain("padding");
}
