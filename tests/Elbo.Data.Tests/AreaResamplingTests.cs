namespace Elbo.Data.Tests;

public sealed class AreaResamplingTests
{
    [Fact]
    public void A_new_pixel_is_the_mean_of_the_area_it_covers()
    {
        var from = new byte[] { 10, 20, 30, 40, 50, 60 };
        var to = new byte[2];
        new AreaResampling(3, 2, 2, 1).Apply(from, to);
        // Columns of 1.5 old pixels, over both rows: (10 + 20/2 + 40 + 50/2) / 3 and (20/2 + 30 + 50/2 + 60) / 3.
        to.ShouldBe([28, 42]);
    }

    [Theory]
    [InlineData(105, 28)]
    [InlineData(28, 28)]
    [InlineData(7, 20)]
    public void The_weights_agree_with_integration_of_the_pixels_as_steps(int from, int to)
    {
        var pixels = IdxFile.Noise(from * from);
        var result = new byte[to * to];
        new AreaResampling(from, from, to, to).Apply(pixels, result);
        var scale = (double)from / to;
        double Overlap(int i, int s) => Math.Max(0, Math.Min((i + 1) * scale, s + 1) - Math.Max(i * scale, s));
        for (var y = 0; y < to; y++)
        {
            for (var x = 0; x < to; x++)
            {
                double sum = 0;
                for (var r = 0; r < from; r++)
                    for (var c = 0; c < from; c++) sum += Overlap(y, r) * Overlap(x, c) * pixels[(r * from) + c];
                // Rounded to the nearest: half a step, and the doubles' own rounding.
                Math.Abs((sum / (scale * scale)) - result[(y * to) + x]).ShouldBeLessThanOrEqualTo(0.5 + 1e-9);
            }
        }
    }
}
