using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Data.Tests;

[NoLeak]
public sealed class SpokenDigitsTests
{
    [Fact]
    public void Every_digit_of_every_speaker_is_there_in_the_official_split()
    {
        using var data = Open(new());
        data.Info.Factors.Select(f => (f.Name, f.Levels)).ShouldBe([("digit", 10), ("speaker", 6)]);
        using var scope = TensorScope.Enter();
        foreach (var (split, each) in new[] { (Split.Train, 45), (Split.Test, 5) })
        {
            var batch = data.Draw(split, [.. Enumerable.Range(0, data.Count(split)).Select(i => (long)i)]);
            var factors = batch.Factors!.ToArray<long>();
            factors.Chunk(2).CountBy(f => (f[0], f[1])).Select(p => p.Value).ShouldBe(Enumerable.Repeat(each, 60));
            batch.Labels!.ToArray<long>().ShouldBe(factors.Chunk(2).Select(f => f[0]));
            var lengths = batch.LengthsOf(Field.Main)!.ToArray<long>();
            // As read from the archive by another program; the longest are cut.
            (lengths.Min(), lengths.Max()).ShouldBe(split == Split.Train ? (1149, 8192) : (1148, 8192));
            var x = batch.X.ToArray<float>();
            x.Max(Math.Abs).ShouldBeLessThanOrEqualTo(1);
            for (var b = 0; b < 20; b++) x.AsSpan((b * 8192) + (int)lengths[b], 8192 - (int)lengths[b]).IndexOfAnyExcept(0f).ShouldBe(-1);
        }
    }

    [Fact]
    public void Examples_held_out_are_of_every_digit_and_speaker()
    {
        using var data = Open(new() { ValidationCount = 120, Audio = new() { Samples = 1024, Level = true } });
        using var scope = TensorScope.Enter();
        var batch = data.Draw(Split.Validation, [.. Enumerable.Range(0, 120).Select(i => (long)i)]);
        batch.Factors!.ToArray<long>().Chunk(2).CountBy(f => (f[0], f[1])).Count().ShouldBe(60);
        batch.X.Shape.ToArray().ShouldBe([120, 1024]);
    }

    private static IDataset Open(DataOptions options)
    {
        try
        {
            return Datasets.Open("fsdd", options with { Locations = options.Locations with { Network = false } });
        }
        catch (DataException e)
        {
            Assert.Skip(e.Message);
            throw;
        }
    }
}
