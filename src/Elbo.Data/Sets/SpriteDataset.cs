using Elbo.Torch;

namespace Elbo.Data;

/// <summary>
/// dSprites, drawn as its images are asked for: 737,280 combinations of five factors, 64 by 64 binary pixels, a few megabytes of
/// memory in all. <see cref="Batch.Factors"/> has all five factors; labels are the shapes.
/// </summary>
/// <remarks>After Matthey, Higgins, Hassabis, Lerchner: dSprites (2017): the same factors with the same values; shapes and sizes are
/// drawn by own formulas, so that pixels are similar, not equal. Positions are whole pixels.</remarks>
public sealed class SpriteDataset : IDataset
{
    private const int Size = 64;
    private const int Pixels = Size * Size;

    /// <summary>Images kept for testing, from the end of the seeded order.</summary>
    private const int TestCount = 10_000;

    /// <summary>Goes up whenever a pixel changes.</summary>
    private const int DrawingVersion = 1;

    private readonly int[] order = SeededOrder.Of(SpriteFactors.Combinations);
    private readonly HeldOut rows;

    internal SpriteDataset(DatasetInfo info, DataOptions options)
    {
        Info = info;
        rows = HeldOut.Of(info.Id, options, SpriteFactors.Combinations - TestCount, own: null, row => SpriteFactors.Of(order[row]).Shape);
    }

    /// <inheritdoc/>
    public DatasetInfo Info { get; }

    internal static DatasetInfo Description { get; } = new()
    {
        Id = "dsprites",
        Title = "dSprites, shapes with known factors",
        Licence = "made by Elbo; the published set is Apache 2.0, DeepMind",
        Citation = "Matthey, Higgins, Hassabis, Lerchner: dSprites: disentanglement testing sprites dataset. 2017",
        Shape = [1, Size, Size],
        Splits = new Dictionary<Split, int> { [Split.Train] = SpriteFactors.Combinations - TestCount, [Split.Test] = TestCount },
        Note = "Drawn by Elbo, not the published file: the same 3 x 6 x 40 x 32 x 32 factors, similar shapes. Shuffled with a fixed seed; the last 10,000 test. Labels are the shapes.",
        Classes = 3,
        ClassNames = SpriteFactors.Known[0].LevelNames,
        Factors = SpriteFactors.Known,
        GreyLevels = 2,
        Folder = "dsprites",
    };

    /// <summary>Of the definition: the images follow from it.</summary>
    public string Fingerprint
    {
        get
        {
            using var content = new ContentHash();
            content.Add($"{Info.Id} drawn, version {DrawingVersion}, order {SeededOrder.Seed}, test {TestCount}, {rows.Description}");
            return content.Finish();
        }
    }

    /// <inheritdoc/>
    public int Count(Split split) => split switch
    {
        Split.Train => rows.Train,
        Split.Validation => rows.Validation,
        Split.Test => TestCount,
        _ => throw new ArgumentOutOfRangeException(nameof(split), split, null),
    };

    /// <summary>What one example of a split shows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is outside the split.</exception>
    public SpriteFactors Factors(Split split, long example)
    {
        this.CheckIndices(split, [example]);
        return SpriteFactors.Of(order[(split == Split.Test ? order.Length - TestCount : 0) + rows.Row(split, example)]);
    }

    /// <summary>Images of chosen factors: [B, 4096] F32 of zeros and ones, in the current scope.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A factor has no such value.</exception>
    public static Tensor Render(ReadOnlySpan<SpriteFactors> factors)
    {
        var x = Tensor.Zeros([factors.Length, Pixels]);
        if (factors.IsEmpty) return x;
        var target = x.AsWritableSpan<float>();
        for (var b = 0; b < factors.Length; b++) Draw(factors[b], target.Slice(b * Pixels, Pixels));
        return x;
    }

    /// <inheritdoc/>
    /// <remarks>Pixels are binary already: the noise changes nothing.</remarks>
    public Batch Draw(Split split, ReadOnlySpan<long> examples, ulong? noise = null)
    {
        var factors = new SpriteFactors[examples.Length];
        for (var b = 0; b < factors.Length; b++) factors[b] = Factors(split, examples[b]);
        var values = Tensor.From([.. factors.SelectMany(f => new long[] { f.Shape, f.Scale, f.Orientation, f.X, f.Y })], factors.Length, SpriteFactors.Known.Count);
        return new Batch(Render(factors), values.Select(1, 0).Contiguous(), Tensor.From(examples)) { Factors = values };
    }

    /// <summary>Nothing is held outside managed memory.</summary>
    public void Dispose()
    {
    }

    private static void Draw(SpriteFactors factors, Span<float> image)
    {
        Check(factors.Shape, 0);
        Check(factors.Scale, 1);
        Check(factors.Orientation, 2);
        Check(factors.X, 3);
        Check(factors.Y, 4);
        var rows = SpriteMasks.Rows(factors.Shape, factors.Scale, factors.Orientation);
        for (var r = 0; r < rows.Length; r++)
        {
            var line = image.Slice(((factors.Y + r) * Size) + factors.X, SpriteMasks.Size);
            for (var bits = rows[r]; bits != 0; bits &= bits - 1) line[System.Numerics.BitOperations.TrailingZeroCount(bits)] = 1;
        }
    }

    private static void Check(int value, int factor)
    {
        var known = SpriteFactors.Known[factor];
        if ((uint)value >= (uint)known.Levels) throw new ArgumentOutOfRangeException(known.Name, value, $"has {known.Levels} values, from 0");
    }
}
