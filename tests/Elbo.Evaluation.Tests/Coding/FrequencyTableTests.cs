using Elbo.Evaluation.Coding;

namespace Elbo.Evaluation.Tests.Coding;

public sealed class FrequencyTableTests
{
    public static TheoryData<int> Sizes => [1, 2, 3, 10, 256, 512, 1000, 65_536];

    [Theory, MemberData(nameof(Sizes))]
    public void Frequencies_cover_the_whole_and_leave_no_symbol_out(int symbols)
    {
        var random = new Random(symbols);
        var table = new FrequencyTable(symbols);
        foreach (var probabilities in Distributions(random, symbols))
        {
            table.Fill(probabilities);
            ulong next = 0;
            for (var k = 0; k < symbols; k++)
            {
                var (start, frequency) = table.Interval(k);
                ((ulong)start).ShouldBe(next);
                frequency.ShouldBeGreaterThan(0u);
                next += frequency;
                table.Find(start).ShouldBe(k);
                table.Find(start + (ulong)frequency - 1).ShouldBe(k);
            }
            next.ShouldBe(1UL << table.Precision);
        }
    }

    [Theory, MemberData(nameof(Sizes))]
    public void Whole_parts_cost_next_to_nothing(int symbols)
    {
        // Each symbol's own part is 2^-14 of the whole together: at most 2^-14 · log2 e = 9e-5 bits, and the rounding as much again.
        const double MostBits = 2e-4;
        var table = new FrequencyTable(symbols);
        foreach (var probabilities in Distributions(new(symbols), symbols))
        {
            table.Fill(probabilities);
            var (sum, lost) = (probabilities.Sum(), 0.0);
            for (var k = 0; k < symbols; k++)
            {
                if (probabilities[k] == 0) continue;
                var p = probabilities[k] / sum;
                lost += p * (Math.Log2(p) - Math.Log2(table.Interval(k).Frequency) + table.Precision);
            }
            lost.ShouldBeInRange(-1e-9, symbols > 1 << 14 ? 4 * MostBits : MostBits);
        }
    }

    [Fact]
    public void The_same_probabilities_give_the_same_frequencies_and_their_scale_does_not_matter()
    {
        FrequencyTable one = new(5), two = new(5);
        one.Fill([0.1, 0.2, 0, 0.3, 0.4]);
        two.Fill([1, 1, 1, 1, 1]);
        two.Fill([0.5, 1, 0, 1.5, 2]);
        for (var k = 0; k < 5; k++) two.Interval(k).ShouldBe(one.Interval(k));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-0.1)]
    public void What_is_no_distribution_is_an_error(double odd)
    {
        var table = new FrequencyTable(3);
        Should.Throw<ArithmeticException>(() => table.Fill([0.5, odd, 0.5]));
        Should.Throw<ArithmeticException>(() => table.Fill([0, 0, 0]));
        Should.Throw<ArgumentException>(() => table.Fill([0.5, 0.5]));
        Should.Throw<ArgumentOutOfRangeException>(() => table.Interval(3));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(1 << 20)]
    public void Equally_likely_symbols_get_equal_parts(int symbols)
    {
        var table = new FrequencyTable(symbols);
        table.FillUniform();
        var parts = Enumerable.Range(0, symbols).Select(k => table.Interval(k).Frequency).ToList();
        (parts.Max() - parts.Min()).ShouldBeLessThanOrEqualTo(1u);
        parts.Sum(p => (long)p).ShouldBe(1L << table.Precision);
    }

    private static IEnumerable<double[]> Distributions(Random random, int symbols)
    {
        // Flat, certain, steep to any degree, and with zeros.
        yield return [.. Enumerable.Repeat(1.0, symbols)];
        yield return [.. Enumerable.Range(0, symbols).Select(k => k == symbols / 2 ? 1.0 : 0)];
        foreach (var steepness in (double[])[0.5, 3, 30])
            yield return [.. Enumerable.Range(0, symbols).Select(_ => Math.Exp(steepness * random.NextDouble()))];
        yield return [.. Enumerable.Range(0, symbols).Select(k => k % 3 == 0 ? random.NextDouble() + 1e-9 : 0)];
    }
}
