using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Data.Tests;

[NoLeak]
public sealed class SpriteTests
{
    private const int Size = 64;

    [Fact]
    public void Every_combination_is_an_example_of_one_split()
    {
        using var data = (SpriteDataset)Datasets.Open("dsprites", new DataOptions { ValidationCount = 1000 });
        (data.Count(Split.Train), data.Count(Split.Validation), data.Count(Split.Test)).ShouldBe((726_280, 1_000, 10_000));
        var seen = new bool[SpriteFactors.Combinations];
        foreach (var split in Enum.GetValues<Split>())
        {
            for (var i = 0; i < data.Count(split); i++)
            {
                var factors = data.Factors(split, i);
                seen[factors.Number].ShouldBeFalse();
                seen[factors.Number] = true;
            }
        }

        seen.ShouldAllBe(s => s);
        Should.Throw<ArgumentOutOfRangeException>(() => data.Factors(Split.Test, 10_000));
        Should.Throw<DataException>(() => Datasets.Open("dsprites", new DataOptions { ValidationCount = 727_280 }));
    }

    [Fact]
    public void A_batch_shows_the_factors_of_its_examples()
    {
        using var data = (SpriteDataset)Datasets.Open("dsprites");
        using var scope = TensorScope.Enter();
        var batch = data.Draw(Split.Test, [5, 17]);
        batch.X.Shape.ToArray().ShouldBe([2, Size * Size]);
        batch.X.ToArray<float>().ShouldBe(SpriteDataset.Render([data.Factors(Split.Test, 5), data.Factors(Split.Test, 17)]).ToArray<float>());
        batch.Labels!.ToArray<long>().ShouldBe([data.Factors(Split.Test, 5).Shape, data.Factors(Split.Test, 17).Shape]);
        batch.Index.ToArray<long>().ShouldBe([5, 17]);
    }

    [Fact]
    public void A_batch_carries_all_five_factors_and_the_schema_names_them()
    {
        using var data = (SpriteDataset)Datasets.Open("dsprites");
        using var scope = TensorScope.Enter();
        data.Draw(Split.Train, [0, 9]).Factors!.ToArray<long>().ShouldBe(new long[] { 0, 9 }.Select(i => data.Factors(Split.Train, i)).SelectMany(f => new long[] { f.Shape, f.Scale, f.Orientation, f.X, f.Y }));
        var factors = DataSchema.Of(data).Factors;
        factors.Select(f => (f.Name, f.Levels)).ShouldBe([("shape", 3), ("scale", 6), ("orientation", 40), ("x", 32), ("y", 32)]);
        factors[0].LevelNames.ShouldBe(["square", "ellipse", "heart"]);
        factors[1].LevelNames.ShouldBe(["0.5", "0.6", "0.7", "0.8", "0.9", "1"]);
        (factors[2].LevelNames[0], factors[2].LevelNames[39]).ShouldBe(("0°", "360°"));
    }

    [Fact]
    public void A_step_of_position_moves_the_sprite_by_one_pixel_and_never_over_the_edge()
    {
        foreach (var shape in new[] { 0, 1, 2 })
        {
            for (var orientation = 0; orientation < 40; orientation++)
            {
                var still = Ones(new(shape, 5, orientation, 0, 0));
                // All pixels stay in the image at the far corner: none is lost.
                Ones(new(shape, 5, orientation, 31, 31)).ShouldBe(still.Select(p => (p.X + 31, p.Y + 31)));
                Ones(new(shape, 5, orientation, 1, 0)).ShouldBe(still.Select(p => (p.X + 1, p.Y)));
                // One free pixel around the mask: the sprite is not cut by it.
                still.ShouldAllBe(p => p.X < 32 && p.Y < 32);
            }
        }
    }

    [Fact]
    public void Areas_are_those_of_the_shapes_whatever_the_orientation()
    {
        for (var scale = 0; scale < 6; scale++)
        {
            var s = 0.5 + (0.1 * scale);
            // The heart's curve encloses 3.6619 square units; perimeters are below 100 pixels, and the error of counting centres is a fraction of them.
            foreach (var (shape, area) in new[] { (0, 22.0 * 22), (1, Math.PI * 15 * 7.5), (2, 3.6619 * 11.5 * 11.5) })
            {
                for (var orientation = 0; orientation < 40; orientation++)
                    ((double)Ones(new(shape, scale, orientation, 3, 4)).Count).ShouldBe(area * s * s, (0.05 * area * s) + 12);
            }
        }
    }

    [Fact]
    public void A_full_turn_gives_the_first_image_and_a_quarter_turn_of_a_heart_does_not()
    {
        Ones(new(2, 5, 39, 7, 7)).ShouldBe(Ones(new(2, 5, 0, 7, 7)));
        Ones(new(2, 5, 10, 7, 7)).ShouldNotBe(Ones(new(2, 5, 0, 7, 7)));
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(new(0, 6, 0, 0, 0))).Message.ShouldContain("has 6 values");
    }

    private static List<(int X, int Y)> Ones(SpriteFactors factors)
    {
        using var scope = TensorScope.Enter();
        var x = SpriteDataset.Render([factors]).ToArray<float>();
        x.ShouldAllBe(v => v == 0 || v == 1);
        return [.. Enumerable.Range(0, Size * Size).Where(i => x[i] == 1).Select(i => (i % Size, i / Size)).OrderBy(p => p.Item2).ThenBy(p => p.Item1)];
    }
}
