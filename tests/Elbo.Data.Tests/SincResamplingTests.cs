namespace Elbo.Data.Tests;

public sealed class SincResamplingTests
{
    /// <summary>The window's side lobes are about 90 dB below 1, and taps are floats.</summary>
    private const double Tolerance = 1e-4;

    [Theory]
    [InlineData(44_100, 8_000, 1_000)]
    [InlineData(48_000, 16_000, 7_000)]
    [InlineData(8_000, 22_050, 3_400)]
    [InlineData(16_000, 15_999, 440)]
    public void A_sine_below_both_nyquist_frequencies_is_the_same_sine_at_the_new_rate(int from, int to, double hertz)
    {
        var result = new SincResampling(from, to).Apply(Sine(from, hertz, from));
        result.Length.ShouldBe(to);
        var worst = 0.0;
        // Near the ends the silence around the audio has its share.
        for (var n = to / 4; n < to * 3 / 4; n++) worst = Math.Max(worst, Math.Abs(result[n] - Math.Sin(2 * Math.PI * hertz * n / to)));
        worst.ShouldBeLessThan(Tolerance);
    }

    [Fact]
    public void A_sine_that_the_new_rate_cannot_hold_is_removed()
    {
        var result = new SincResampling(44_100, 8_000).Apply(Sine(44_100, 4_200, 44_100));
        result[2000..6000].Max(Math.Abs).ShouldBeLessThan(1e-3f);
    }

    [Fact]
    public void A_constant_stays_and_the_same_rate_changes_nothing()
    {
        var constant = Enumerable.Repeat(0.5f, 4000).ToArray();
        foreach (var sample in new SincResampling(11_025, 8_000).Apply(constant)[500..2000]) sample.ShouldBe(0.5f, 1e-6f);
        float[] any = [1, -2, 3];
        new SincResampling(8_000, 8_000).Apply(any).ShouldBe(any);
        new SincResampling(8_000, 11_025).Apply([]).ShouldBeEmpty();
    }

    private static float[] Sine(int rate, double hertz, int count) => [.. Enumerable.Range(0, count).Select(i => (float)Math.Sin(2 * Math.PI * hertz * i / rate))];
}
