using Elbo.Bench.Measurements;

namespace Elbo.Bench.Tests;

public sealed class PairedRatioTests
{
    [Fact]
    public void Turns_are_compared_one_by_one_so_that_what_slows_both_sides_drops_out()
    {
        double[] machine = [1, 5, 2, 50, 1];

        var ratio = PairedRatio.Of([.. machine.Select(slow => 2 * slow)], [.. machine.Select(slow => 4 * slow)]);

        ratio.ShouldBe(new(0.5, 0.5, 0.5));
    }

    [Theory]
    [InlineData(new double[] { 3 }, 3, 3, 3)]
    [InlineData(new double[] { 4, 2 }, 3, 2, 4)]
    [InlineData(new double[] { 5, 1, 4, 2, 3 }, 3, 1.5, 4.5)]
    [InlineData(new double[] { 8, 7, 6, 5, 4, 3, 2, 1 }, 4.5, 2.5, 6.5)]
    public void The_spread_is_that_of_the_middle_half(double[] own, double median, double low, double high) =>
        PairedRatio.Of(own, [.. own.Select(_ => 1.0)]).ShouldBe(new(median, low, high));
}
