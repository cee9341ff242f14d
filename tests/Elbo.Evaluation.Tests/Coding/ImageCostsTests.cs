using Elbo.Evaluation.Coding;
using Elbo.Evaluation.Images;
using Elbo.Evaluation.Visuals;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Evaluation.Tests.Coding;

[NoLeak]
public sealed class ImageCostsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Sizes_are_those_of_real_files_and_the_matched_JPEG_is_as_close(int channels)
    {
        using var scope = TensorScope.Enter();
        var shape = new ImageShape(channels, 24, 16);
        var x = Smooth(10, shape);
        var y = (x + 0.02).Clamp(0, 1);
        var costs = ImageCosts.Measure(x, y, shape);
        // 0.02 is 5.1 grey values, after rounding 5 nine times in ten and 6 once.
        costs.Mse.ShouldBe(((0.9 * 25) + (0.1 * 36)) / 255 / 255, 0.1e-4);
        var one = shape.Single(x.Narrow(0, 3, 1).ToArray<float>());
        (one.Width, one.Height, one.Channels).ShouldBe((16, 24, channels));
        costs.Png.ShouldBe(Enumerable.Range(0, 10).Sum(n => PngWriter.ToBytes(shape.Single(x.Narrow(0, n, 1).ToArray<float>())).Length));
        // Signature, header, end and check sums of nine files less.
        costs.PngSheet.ShouldBeLessThan(costs.Png - (9 * 57));
        costs.Jpeg.Quality.ShouldBe(ImageCosts.UsualQuality);
        costs.JpegSheet!.Bytes.ShouldBeLessThan(costs.Jpeg.Bytes);
        costs.JpegAsGood!.Mse.ShouldBeLessThanOrEqualTo(costs.Mse);
        if (costs.JpegAsGood.Quality > 1) JpegCost.At(costs.JpegAsGood.Quality - 1, [.. Enumerable.Range(0, 10).Select(n => shape.Single(x.Narrow(0, n, 1).ToArray<float>()))], 1).Mse.ShouldBeGreaterThan(costs.Mse);
    }

    [Fact]
    public void Errors_no_JPEG_is_as_small_as_have_no_counterpart()
    {
        using var scope = TensorScope.Enter();
        var shape = new ImageShape(1, 24, 16);
        var x = Smooth(4, shape);
        var costs = ImageCosts.Measure(x, x, shape);
        costs.Mse.ShouldBe(0);
        costs.Psnr.ShouldBe(100);
        costs.JpegAsGood.ShouldBeNull();
    }

    private static Tensor Smooth(int count, ImageShape shape)
    {
        var random = new Random(1);
        var values = new float[count * shape.Channels * shape.Height * shape.Width];
        for (var k = 0; k < values.Length; k++)
            values[k] = 0.45f + (0.3f * MathF.Sin((k % shape.Width * 0.4f) + (k / shape.Width * 0.23f))) + (0.03f * random.NextSingle());
        return Tensor.From(values, count, values.Length / count);
    }
}
