using Elbo.Data;
using Elbo.Evaluation.Codebooks;
using Elbo.Evaluation.Tests.Coding;
using Elbo.Models.Quantizers;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Evaluation.Tests.Codebooks;

[NoLeak]
public sealed class CodebookTests
{
    [Fact]
    public void Counts_and_perplexities_are_those_of_the_codes()
    {
        using var scope = TensorScope.Enter();
        using var model = ToyCodeModel.Pixel();
        using var data = new RandomImages(50, 8);
        var usage = CodebookUsage.Measure(model, data, Split.Test, 0, int.MaxValue, batch: 20);
        var codes = model.EncodeCodes(data.Draw(Split.Test, [.. Enumerable.Range(0, 50).Select(k => (long)k)])).ToArray<long>();
        var histogram = Count(codes);
        usage.Histogram.ShouldBe(histogram);
        usage.Examples.ShouldBe(50);
        usage.Used.ShouldBe(codes.Distinct().Count());
        usage.Perplexity.ShouldBe(CodeUsage.Perplexity(histogram));
        usage.BatchPerplexity.ShouldBe(new[] { codes[..320], codes[320..640], codes[640..] }.Average(part => CodeUsage.Perplexity(Count(part))), 1e-9);
        usage.MostUsed.Select(k => usage.Histogram[k]).ShouldBeInOrder(SortDirection.Descending);
        usage.Covering(1).ShouldBe(usage.Used);
        var half = usage.Covering(0.5);
        usage.MostUsed.Take(half).Sum(k => usage.Histogram[k]).ShouldBeGreaterThanOrEqualTo(400);
        usage.MostUsed.Take(half - 1).Sum(k => usage.Histogram[k]).ShouldBeLessThan(400);

        static long[] Count(long[] values) => [.. Enumerable.Range(0, 16).Select(k => (long)values.Count(v => v == k))];
    }

    [Fact]
    public void Each_group_of_several_codes_per_position_has_its_own_counts()
    {
        using var model = ToyCodeModel.Pixel(groups: 2);
        using var data = new RandomImages(50, 8);
        var first = CodebookUsage.Measure(model, data, Split.Test, 0, int.MaxValue, 50);
        var second = CodebookUsage.Measure(model, data, Split.Test, 1, int.MaxValue, 50);
        // The toy's second code of a position is K - 1 less the first.
        second.Histogram.ShouldBe(first.Histogram.Reverse());
        first.Usual()[1].ShouldBe(15 - first.Usual()[0]);
        Should.Throw<ArgumentOutOfRangeException>(() => CodebookUsage.Measure(model, data, Split.Test, 2, int.MaxValue, 50));
    }

    [Fact]
    public void Occurrences_are_distinct_examples_at_positions_that_have_the_code()
    {
        using var model = ToyCodeModel.Pixel();
        using var data = new RandomImages(50, 8);
        var usage = CodebookUsage.Measure(model, data, Split.Test, 0, int.MaxValue, 50);
        foreach (var code in usage.MostUsed)
        {
            var found = usage.Occurrences(code, 12);
            found.Count.ShouldBeInRange(1, 12);
            found.Select(f => f.Example).ShouldBeUnique();
            found.ShouldAllBe(f => usage.Code(f.Example, f.Place) == code);
        }
        usage.Occurrences(usage.MostUsed[0], 12).Count.ShouldBe(12);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_image_has_each_code_beside_pieces_that_look_like_it(int groups)
    {
        using var model = ToyCodeModel.Pixel(groups: groups);
        using var data = new RandomImages(50, 8);
        var usage = CodebookUsage.Measure(model, data, Split.Test, 0, int.MaxValue, 50);
        var image = CodebookImage.Draw(model, data, Split.Test, usage, 0, [.. usage.MostUsed.Take(3)], pieces: 5);
        // Pieces of twice a position's 2 pixels, each drawn 12 times as large; two pixels between.
        (image.Width, image.Height).ShouldBe((2 + (6 * 50), 2 + (3 * 50)));
        for (var row = 0; row < 3; row++)
        {
            // The toy decodes a code to the middle of its sixteenth of [0, 1].
            var grey = image.Pixel(2 + 24, 2 + (row * 50) + 24)[0];
            ((double)grey).ShouldBe((usage.MostUsed[row] + 0.5) / 16 * 255, 1);
        }
    }

    [Theory]
    [InlineData(new[] { 4, 5 }, new[] { 1, 8, 8 }, 20, 1, true)]
    [InlineData(new[] { 4, 5, 3 }, new[] { 1, 8, 8 }, 20, 3, true)]
    [InlineData(new[] { 7 }, new[] { 100 }, 7, 1, false)]
    [InlineData(new[] { 7, 2 }, new[] { 100 }, 7, 2, false)]
    [InlineData(new[] { 3 }, new[] { 1, 8, 8 }, 3, 1, false)]
    public void The_axes_of_codes_follow_from_the_data(int[] codes, int[] example, int places, int groups, bool isGrid)
    {
        var layout = CodeLayout.Of(codes, example);
        (layout.Places, layout.Groups, layout.Grid is not null).ShouldBe((places, groups, isGrid));
    }
}
