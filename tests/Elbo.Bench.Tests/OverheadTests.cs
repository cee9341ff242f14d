using System.Text.Json;
using Elbo.Bench.Measurements;

namespace Elbo.Bench.Tests;

public sealed class OverheadTests
{
    [Fact]
    public void The_table_has_a_row_per_operation_with_both_sides_and_their_difference()
    {
        var outcome = Bench.Run("overhead", "--turns", "1", "--json");
        if (outcome.ExitCode != 0) Assert.Skip($"the comparison cannot be built here: {outcome.Errors}");

        using var json = JsonDocument.Parse(outcome.Output);
        var rows = json.RootElement.GetProperty("rows").EnumerateArray().ToList();
        rows.Select(r => r.GetProperty("case").GetString()).ShouldBe(["add", "mm", "tanh", "view", "select", "sum"]);
        foreach (var row in rows)
        {
            // Each figure is rounded to a tenth, so the difference may be off by as much.
            row.GetProperty("overhead_ns").GetDouble().ShouldBe(row.GetProperty("elbo_ns").GetDouble() - row.GetProperty("direct_ns").GetDouble(), 0.16);
            row.GetProperty("direct_ns").GetDouble().ShouldBePositive();
        }
    }

    [Fact]
    public void The_median_is_the_middle_one_or_the_mean_of_both()
    {
        Median.Of([3, 1, 100]).ShouldBe(3);
        Median.Of([4, 1, 100, 2]).ShouldBe(3);
        Median.Of([]).ShouldBe(double.NaN);
    }
}
