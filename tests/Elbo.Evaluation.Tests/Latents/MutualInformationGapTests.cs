using Elbo.Data;
using Elbo.Evaluation.Latents;

namespace Elbo.Evaluation.Tests.Latents;

public sealed class MutualInformationGapTests
{
    private static readonly Factor[] three = [new("shape", 3), new("scale", 4), new("place", 5)];

    // Every combination of the three factors, 20 times.
    private static readonly long[] world = [.. Enumerable.Range(0, 20).SelectMany(_ =>
        from a in Enumerable.Range(0, 3) from b in Enumerable.Range(0, 4) from c in Enumerable.Range(0, 5) from level in (long[])[a, b, c] select level)];

    [Fact]
    public void A_dimension_for_each_factor_is_a_gap_of_one_whatever_their_order()
    {
        foreach (var order in (int[][])[[0, 1, 2], [2, 0, 1]])
        {
            var found = MutualInformationGap.Of(Codes(order.Select(k => (Func<long[], double>)(v => 0.3 * v[k] - 1))), world, three);
            found.Gap.Mean.ShouldBe(1, 1e-12);
            found.Gap.StandardError.ShouldBeLessThan(0.01); // resamples are not quite balanced
            found.Factors.Select(f => f.Entropy).ShouldBe([Math.Log(3), Math.Log(4), Math.Log(5)], 1e-12);
        }
    }

    [Fact]
    public void Two_dimensions_that_say_the_same_leave_no_gap()
    {
        var found = MutualInformationGap.Of(Codes([v => v[0], v => -v[0], v => v[1], v => v[1] * 7, v => v[2], v => v[2]]), world, three);
        found.Gap.Mean.ShouldBe(0, 1e-12);
    }

    [Fact]
    public void Noise_says_nothing_but_what_counting_overstates()
    {
        var random = new Random(3);
        var found = MutualInformationGap.Of(Codes([_ => random.NextDouble(), _ => random.NextDouble()]), world, three);
        // (20 − 1)(levels − 1)/2N is 0.016 to 0.032 nats of 1.1 to 1.6; the gap is the difference of two of these.
        found.Factors.ShouldAllBe(f => f.Information.All(i => i < 0.08));
        found.Gap.Mean.ShouldBeLessThan(0.02);
    }

    [Fact]
    public void A_table_of_counts_gives_the_gap_worked_out_by_hand()
    {
        // v in two halves; z_1 agrees with it in three of four, z_2 never changes: I = log 2 − H(¼), the gap 1 − H(¼)/log 2 = 1 − 0.811278.
        long[] levels = [0, 0, 0, 0, 1, 1, 1, 1];
        double[] codes = [0, 5, 0, 5, 0, 5, 9, 5, 9, 5, 9, 5, 9, 5, 0, 5];
        var found = MutualInformationGap.Of(codes, levels, [new("v", 2)]);
        found.Factors[0].Information[0].ShouldBe(Math.Log(2) - 0.562335, 1e-6);
        found.Factors[0].Information[1].ShouldBe(0, 1e-12);
        found.Gap.Mean.ShouldBe(1 - 0.811278, 1e-6);
    }

    [Fact]
    public void Information_of_two_halves_is_a_bit_of_its_own_and_none_of_the_other()
    {
        // The published check: codes .1 … .6 with two factors gives [[log 2, 0], [0, log 2]].
        long[] levels = [0, 0, 0, 1, 1, 0, 1, 1];
        var found = MutualInformationGap.Of([0, 0, 0, 1, 1, 0, 1, 1], levels, [new("a", 2), new("b", 2)]);
        found.Factors.Select(f => f.Information.ToArray()).ToArray().ShouldBe([[Math.Log(2), 0], [0, Math.Log(2)]]);
        found.Gap.Mean.ShouldBe(1, 1e-12);
    }

    [Fact]
    public void A_rotated_code_falls_far_below_the_one_it_is_made_of()
    {
        var (s, c) = (Math.Sin(Math.PI / 4), Math.Cos(Math.PI / 4));
        var found = MutualInformationGap.Of(Codes([v => c * v[0] - s * v[1], v => s * v[0] + c * v[1], v => 0]), world, three);
        found.Gap.Mean.ShouldBeLessThan(0.3);
    }

    [Fact]
    public void The_second_is_subtracted_and_not_the_mean_of_the_rest()
    {
        var found = MutualInformationGap.Of(Codes([v => v[0], v => v[0] / 2.0, v => 0, v => 0]), world, three);
        // Nothing is lost by halving, so z_2 says as much as z_1.
        found.Factors[0].Gap.Mean.ShouldBe(0, 1e-12);
    }

    [Fact]
    public void A_factor_that_does_not_vary_is_left_out_of_the_mean()
    {
        var found = MutualInformationGap.Of([0, 1, 0, 1], [0, 2, 1, 2, 0, 2, 1, 2], [new("a", 2), new("b", 3)]);
        found.Gap.Mean.ShouldBe(1, 1e-12);
        double.IsNaN(found.Factors[1].Gap.Mean).ShouldBeTrue();
    }

    [Fact]
    public void The_error_is_the_spread_over_other_examples()
    {
        const int Repetitions = 60, Examples = 500;
        Factor[] one = [new("v", 3)];
        List<MutualInformationGap> found = [];
        for (var seed = 1; seed <= Repetitions; seed++)
        {
            var random = new Random(seed);
            long[] levels = [.. Enumerable.Range(0, Examples).Select(_ => (long)random.Next(3))];
            double[] codes = [.. levels.SelectMany(v => new[] { v + random.NextDouble() * 1.5, v + random.NextDouble() * 4 })];
            found.Add(MutualInformationGap.Of(codes, levels, one, (ulong)seed));
        }
        double[] gaps = [.. found.Select(f => f.Gap.Mean)];
        var spread = Math.Sqrt(gaps.Sum(g => (g - gaps.Average()) * (g - gaps.Average())) / (Repetitions - 1));
        // A spread of 60 is known to 1/√120 = 9 %, four of which are 37 %.
        (found.Average(f => f.Gap.StandardError) / spread).ShouldBeInRange(0.63, 1.5);
    }

    private static double[] Codes(IEnumerable<Func<long[], double>> dimensions) => [.. world.Chunk(3).SelectMany(v => dimensions.Select(d => d(v)))];
}
