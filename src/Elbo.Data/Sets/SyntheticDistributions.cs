using Elbo.Torch;

namespace Elbo.Data;

/// <summary>
/// Sets of 200 draws of one distribution each, made as they are asked for: the exponential, Gaussian, uniform or Laplacian one, with a mean from
/// U(−1, 1) and a variance from U(0.5, 2). x is [B, 200, 1]; <c>mean</c> and <c>variance</c> [B] F32 are those of the distribution, the family is the label.
/// </summary>
/// <remarks>The first experiment of Edwards and Storkey: Towards a neural statistician, arXiv:1606.02185, 2017. A family is brought to mean 0 and
/// variance 1, then scaled and moved.</remarks>
public sealed class SyntheticDistributions : IDataset
{
    /// <summary>n, draws of a set.</summary>
    public const int SetSize = 200;

    private const int TrainCount = 10_000, HeldCount = 1_000;

    /// <summary>Goes up whenever a number changes.</summary>
    private const int Version = 1;

    internal SyntheticDistributions(DatasetInfo info, DataOptions options)
    {
        Info = info;
        // Refuses a count of its own.
        HeldOut.Of(info.Id, options, TrainCount, own: HeldCount, classOf: null);
    }

    /// <inheritdoc/>
    public DatasetInfo Info { get; }

    /// <summary>Of the definition: the sets follow from it.</summary>
    public string Fingerprint
    {
        get
        {
            using var content = new ContentHash();
            content.Add($"{Info.Id} drawn, version {Version}, train {TrainCount}, validation {HeldCount}, test {HeldCount}, each of {SetSize}");
            return content.Finish();
        }
    }

    internal static DatasetInfo Description { get; } = new()
    {
        Id = "synthetic-distributions",
        Title = "Sets of draws of one-dimensional distributions",
        Licence = "made by Elbo",
        Citation = "made by Elbo after Edwards, Storkey: Towards a neural statistician. ICLR 2017, arXiv:1606.02185, section 5.1",
        Kind = DataKind.Set,
        Shape = [SetSize, 1],
        Fields = [Field.Values([SetSize, 1]), new("mean", DType.F32, []), new("variance", DType.F32, [])],
        Splits = new Dictionary<Split, int> { [Split.Train] = TrainCount, [Split.Validation] = HeldCount, [Split.Test] = HeldCount },
        Note = "Each set has a family of its own, a mean from U(-1, 1) and a variance from U(0.5, 2), the same for all families (some programs take the number drawn as deviation or scale instead).",
        Classes = SyntheticFamily.Names.Count,
        ClassNames = SyntheticFamily.Names,
        Factors = [new("family", SyntheticFamily.Names.Count) { LevelNames = SyntheticFamily.Names }],
        Folder = "synthetic-distributions",
    };

    /// <inheritdoc/>
    public int Count(Split split) => Info.Splits[split];

    /// <inheritdoc/>
    /// <remarks>A set is a function of its split and index: the noise changes nothing.</remarks>
    public Batch Draw(Split split, ReadOnlySpan<long> examples, ulong? noise = null)
    {
        this.CheckIndices(split, examples);
        var x = Tensor.Empty([examples.Length, SetSize, 1]);
        var (families, means, variances) = (new long[examples.Length], new float[examples.Length], new float[examples.Length]);
        var target = examples.IsEmpty ? [] : x.AsWritableSpan<float>();
        for (var b = 0; b < examples.Length; b++)
        {
            var random = new CounterRandom(CounterRandom.Mix((ulong)split + 1, (ulong)examples[b]));
            families[b] = random.Below((uint)SyntheticFamily.Names.Count);
            var (mean, variance) = ((2 * random.Uniform()) - 1, 0.5 + (1.5 * random.Uniform()));
            var scale = Math.Sqrt(variance);
            foreach (ref var value in target.Slice(b * SetSize, SetSize)) value = (float)(mean + (scale * SyntheticFamily.Standard((int)families[b], ref random)));
            (means[b], variances[b]) = ((float)mean, (float)variance);
        }

        return new Batch(x, Tensor.From(families), Tensor.From(examples)).With("mean", Tensor.From(means)).With("variance", Tensor.From(variances));
    }

    /// <summary>Nothing is held outside managed memory.</summary>
    public void Dispose()
    {
    }
}
