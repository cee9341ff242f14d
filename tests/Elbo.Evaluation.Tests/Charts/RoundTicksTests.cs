using Elbo.Evaluation.Charts;

namespace Elbo.Evaluation.Tests.Charts;

public sealed class RoundTicksTests
{
    [Theory]
    [InlineData(0, 1, false, "0|0.2|0.4|0.6|0.8|1.0")]
    [InlineData(-205, -98, false, "−200|−180|−160|−140|−120|−100")]
    [InlineData(0, 20_000, false, "0|5k|10k|15k|20k")]
    [InlineData(0.0001, 0.001, false, "0.0002|0.0004|0.0006|0.0008|0.0010")]
    [InlineData(1, 3, true, "1|2|3")]
    [InlineData(-0.5, 0.5, true, "0")]
    public void Ticks_are_round_numbers_within_the_range(double low, double high, bool isWhole, string expected)
        => string.Join('|', RoundTicks.For(low, high, new Axis("a") { IsWhole = isWhole }).Select(t => t.Text)).ShouldBe(expected);

    [Theory]
    [InlineData(1, 20_000, "1|10|100|1k|10k")]
    [InlineData(2, 70, "2|5|10|20|50")]
    [InlineData(1e-6, 1, "1e−6|1e−5|1e−4|1e−3|1e−2|0.1|1")]
    [InlineData(21, 39, "25|30|35")]
    public void Logarithmic_ticks_are_powers_of_ten_where_these_suffice(double low, double high, string expected)
        => string.Join('|', RoundTicks.For(low, high, new Axis("a") { IsLogarithmic = true }).Select(t => t.Text)).ShouldBe(expected);
}
