using Elbo.Evaluation.Detection;

namespace Elbo.Evaluation.Tests.Detection;

public sealed class RocAreaTests
{
    private const double Rounding = 1e-12;

    [Fact]
    public void Ties_count_half_and_the_error_is_delongs_by_hand()
    {
        // Wins of {3, 2, 2, 5} over {1, 2, 3}: 2.5, 1.5, 1.5, 3 of 3 each; area 8.5/12.
        var area = RocArea.Of([3, 2, 2, 5], [1, 2, 3]);
        area.Mean.ShouldBe(8.5 / 12, Rounding);
        // Shares of the first sample: 5/6, 1/2, 1/2, 1, with sample variance S_10; of the second over the first: losing shares 0, 1/4, 5/8.
        double[] wins = [5.0 / 6, 0.5, 0.5, 1], losses = [0, 1.0 / 4, 5.0 / 8];
        area.StandardError.ShouldBe(Math.Sqrt(Variance(wins) / 4 + Variance(losses) / 3), Rounding);
    }

    [Fact]
    public void It_is_one_half_for_equal_samples_and_one_or_zero_for_separate_ones()
    {
        RocArea.Of([4, 4, 4], [4, 4]).Mean.ShouldBe(0.5);
        RocArea.Of([1, 2, 3], [1, 2, 3]).Mean.ShouldBe(0.5, Rounding);
        RocArea.Of([5, 6], [1, 2, 3]).ShouldBe(new(1, 0));
        RocArea.Of([1, 2], [5, 6, 7]).ShouldBe(new(0, 0));
    }

    [Fact]
    public void Swapping_the_samples_gives_the_rest_to_one_with_the_same_error()
    {
        double[] a = [0.3, 1.2, -0.5, 0.3, 2], b = [0.1, 0.3, -2, 1.2, 1.2, 0];
        var (one, other) = (RocArea.Of(a, b), RocArea.Of(b, a));
        other.Mean.ShouldBe(1 - one.Mean, Rounding);
        other.StandardError.ShouldBe(one.StandardError, Rounding);
        // Every pair counted one by one.
        one.Mean.ShouldBe(a.Average(x => b.Average(y => x > y ? 1 : x == y ? 0.5 : 0)), Rounding);
    }

    [Fact]
    public void The_error_is_the_spread_of_the_area_over_samples()
    {
        var random = new Random(1);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        var areas = Enumerable.Range(0, 800)
            .Select(_ => RocArea.Of([.. Enumerable.Range(0, 60).Select(_ => Normal() + 1)], [.. Enumerable.Range(0, 40).Select(_ => Normal())])).ToList();
        var mean = areas.Average(a => a.Mean);
        var spread = Math.Sqrt(areas.Sum(a => (a.Mean - mean) * (a.Mean - mean)) / 799);
        // The spread of 800 samples is known to 1/√1600 = 2.5 %; four of those.
        areas.Average(a => a.StandardError).ShouldBe(spread, 0.1 * spread);
    }

    [Fact]
    public void Empty_samples_and_nan_are_refused()
    {
        Should.Throw<ArgumentException>(() => RocArea.Of([], [1]));
        Should.Throw<ArgumentException>(() => RocArea.Of([1], [1, double.NaN])).Message.ShouldContain("NaN");
    }

    private static double Variance(double[] values) => values.Sum(v => (v - values.Average()) * (v - values.Average())) / (values.Length - 1);
}
