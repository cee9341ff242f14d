namespace Elbo.Data.Tests;

public sealed class ExampleDrawTests
{
    [Fact]
    public void Different_examples_in_ascending_order_by_the_seed_alone()
    {
        var drawn = ExampleDraw.Of(300, 1000, 7);
        drawn.Length.ShouldBe(300);
        drawn.ShouldBe(drawn.Distinct().Order());
        drawn.ShouldAllBe(index => index >= 0 && index < 1000);
        ExampleDraw.Of(300, 1000, 7).ShouldBe(drawn);
        ExampleDraw.Of(300, 1000, 8).ShouldNotBe(drawn);
    }

    [Fact]
    public void All_where_there_are_no_more() => ExampleDraw.Of(9, 4, 1).ShouldBe([0, 1, 2, 3]);

    [Fact]
    public void Every_example_is_as_likely_as_any_other()
    {
        var counts = new int[10];
        for (ulong seed = 0; seed < 4000; seed++)
            foreach (var index in ExampleDraw.Of(3, 10, seed)) counts[index]++;
        // 1,200 expected, standard deviation √(4000 · 0.3 · 0.7) = 29; five of them.
        counts.ShouldAllBe(count => Math.Abs(count - 1200) < 145);
    }
}
