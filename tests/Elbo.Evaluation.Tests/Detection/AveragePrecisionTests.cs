using Elbo.Evaluation.Detection;

namespace Elbo.Evaluation.Tests.Detection;

public sealed class AveragePrecisionTests
{
    [Fact]
    public void All_first_is_one_and_all_last_is_what_is_left()
    {
        AveragePrecision.Of([3, 4, 5], [1, 2]).ShouldBe(1);
        // Found at places 3, 4: (1/3 + 2/4) / 2.
        AveragePrecision.Of([1, 2], [3, 4]).ShouldBe((1 / 3.0 + 2 / 4.0) / 2, 1e-15);
    }

    [Fact]
    public void In_between_it_is_the_mean_precision_at_what_is_found() =>
        // High to low: +, −, +, −, +.
        AveragePrecision.Of([9, 7, 5], [8, 6]).ShouldBe((1 + 2 / 3.0 + 3 / 5.0) / 3, 1e-15);

    [Fact]
    public void Equal_scores_are_one_threshold_in_whatever_order_they_come()
    {
        AveragePrecision.Of([1, 1], [1, 1]).ShouldBe(0.5);
        // Two above of which one is wanted; then one more of three seen.
        AveragePrecision.Of([2, 1], [2]).ShouldBe((1 / 2.0 + 2 / 3.0) / 2, 1e-15);
    }

    [Fact]
    public void The_error_is_the_spread_of_the_precision_over_samples()
    {
        var random = new Random(1);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        var found = Enumerable.Range(0, 400)
            .Select(n => AveragePrecision.WithError([.. Enumerable.Range(0, 60).Select(_ => Normal() + 1)], [.. Enumerable.Range(0, 90).Select(_ => Normal())], (ulong)n)).ToList();
        var mean = found.Average(a => a.Mean);
        var spread = Math.Sqrt(found.Sum(a => (a.Mean - mean) * (a.Mean - mean)) / 399);
        // The spread of 400 samples is known to 1/√800 = 3.5 %; four of those.
        found.Average(a => a.StandardError).ShouldBe(spread, 0.14 * spread);
    }

    [Fact]
    public void The_error_is_the_same_for_the_same_seed_and_not_known_of_one_score()
    {
        double[] wanted = [3, 1, 2.5, 0], others = [2, 1, 0.5];
        AveragePrecision.WithError(wanted, others, 4).ShouldBe(AveragePrecision.WithError(wanted, others, 4));
        AveragePrecision.WithError(wanted, others).Mean.ShouldBe(AveragePrecision.Of(wanted, others));
        double.IsNaN(AveragePrecision.WithError([1], others).StandardError).ShouldBeTrue();
        AveragePrecision.WithError([5, 6], [1, 2]).ShouldBe(new(1, 0));
    }

    [Fact]
    public void Nothing_to_find_and_a_score_that_is_none_are_refused()
    {
        Should.Throw<ArgumentException>(() => AveragePrecision.Of([], [1]));
        Should.Throw<ArgumentException>(() => AveragePrecision.Of([double.NaN], [1]));
    }
}
