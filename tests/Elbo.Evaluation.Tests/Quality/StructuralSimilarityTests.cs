using Elbo.Evaluation.Quality;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Evaluation.Tests.Quality;

[NoLeak]
public sealed class StructuralSimilarityTests
{
    [Theory]
    [InlineData(1, 28, 28)]
    [InlineData(3, 15, 12)]
    [InlineData(1, 11, 11)]
    public void It_agrees_with_the_papers_formula_written_out(int channels, int height, int width)
    {
        var random = new Random(4);
        float[] x = Draw(2 * channels * height * width), y = Draw(x.Length);
        for (var k = 0; k < y.Length; k++) y[k] = 0.6f * x[k] + 0.4f * y[k];
        var found = Ssim(x, y, channels, height, width);
        var size = channels * height * width;
        for (var n = 0; n < 2; n++)
        {
            var expected = Enumerable.Range(0, channels)
                .Average(c => WrittenOut(x.AsSpan(n * size + c * height * width, height * width), y.AsSpan(n * size + c * height * width, height * width), height, width));
            found[n].ShouldBe(expected, 1e-9); // both are f64
        }

        float[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)random.NextDouble())];
    }

    [Fact]
    public void Equal_images_have_one_and_opposite_ones_less_than_zero()
    {
        float[] x = [.. Enumerable.Range(0, 400).Select(k => (k % 20 + k / 20) % 2 == 0 ? 1f : 0f)];
        Ssim(x, x, 1, 20, 20)[0].ShouldBe(1, 1e-12);
        Ssim(x, [.. x.Select(v => 1 - v)], 1, 20, 20)[0].ShouldBeLessThan(-0.9);
    }

    [Fact]
    public void Constant_images_have_the_luminance_term_alone()
    {
        float[] a = [.. Enumerable.Repeat(0.25f, 144)], b = [.. Enumerable.Repeat(0.75f, 144)];
        Ssim(a, b, 1, 12, 12)[0].ShouldBe((2 * 0.25 * 0.75 + 1e-4) / (0.0625 + 0.5625 + 1e-4), 1e-9);
    }

    [Fact]
    public void Images_smaller_than_the_window_are_refused() =>
        Should.Throw<ArgumentException>(() => Ssim(new float[100], new float[100], 1, 10, 10)).Message.ShouldContain("smaller than the window of 11");

    private static double[] Ssim(float[] x, float[] y, int channels, int height, int width)
    {
        using var scope = TensorScope.Enter();
        Tensor Images(float[] values) => Tensor.From(values, values.Length / (channels * height * width), channels, height, width);
        return StructuralSimilarity.Of(Images(x), Images(y)).ToArray<double>();
    }

    // Wang et al. 2004, eq. 13, window by window.
    private static double WrittenOut(ReadOnlySpan<float> x, ReadOnlySpan<float> y, int height, int width)
    {
        var weights = new double[11, 11];
        var total = 0.0;
        for (var i = 0; i < 11; i++)
            for (var j = 0; j < 11; j++) total += weights[i, j] = Math.Exp(-((i - 5) * (i - 5) + (j - 5) * (j - 5)) / (2 * 1.5 * 1.5));
        var (sum, windows) = (0.0, 0);
        for (var top = 0; top + 11 <= height; top++)
        {
            for (var left = 0; left + 11 <= width; left++, windows++)
            {
                double muX = 0, muY = 0, varX = 0, varY = 0, cov = 0;
                for (var i = 0; i < 11; i++)
                    for (var j = 0; j < 11; j++)
                    {
                        var (w, at) = (weights[i, j] / total, (top + i) * width + left + j);
                        (muX, muY) = (muX + w * x[at], muY + w * y[at]);
                    }
                for (var i = 0; i < 11; i++)
                    for (var j = 0; j < 11; j++)
                    {
                        var (w, at) = (weights[i, j] / total, (top + i) * width + left + j);
                        varX += w * (x[at] - muX) * (x[at] - muX);
                        varY += w * (y[at] - muY) * (y[at] - muY);
                        cov += w * (x[at] - muX) * (y[at] - muY);
                    }
                sum += (2 * muX * muY + 1e-4) * (2 * cov + 9e-4) / ((muX * muX + muY * muY + 1e-4) * (varX + varY + 9e-4));
            }
        }
        return sum / windows;
    }
}
