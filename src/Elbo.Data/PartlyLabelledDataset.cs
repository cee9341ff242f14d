using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Elbo.Torch;

namespace Elbo.Data;

/// <summary>
/// Data of which the labels of some training examples alone are known: those of all others, and those of the validation split, on which things are chosen, are
/// <see cref="Factor.Unknown"/>. Known are a seeded draw in which every class has an equal share. The test split keeps its labels, to be measured by. Owns the data.
/// </summary>
public sealed class PartlyLabelledDataset : IDataset, IReadAhead, INamedExamples
{
    private readonly IDataset data;
    private readonly int count;
    private readonly ulong seed;
    private readonly Lazy<bool[]> known;

    private PartlyLabelledDataset(IDataset data, int count, ulong seed)
    {
        (this.data, this.count, this.seed) = (data, count, seed);
        known = new(Choose);
        Info = data.Info with { Factors = [.. data.Info.Factors.Select(f => f with { IsPartlyKnown = true })] };
    }

    /// <inheritdoc/>
    public DatasetInfo Info { get; }

    /// <inheritdoc/>
    public string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{data.Fingerprint} labelled {count} seed {seed}"))));

    /// <inheritdoc/>
    public string? NamesAre => (data as INamedExamples)?.NamesAre;

    /// <summary>Hides labels of the data.</summary>
    /// <param name="data">Taken over, unless this fails.</param>
    /// <param name="count">Training examples whose labels are known.</param>
    /// <exception cref="DataException">There are no labels, or not as many training examples.</exception>
    public static IDataset Of(IDataset data, int count, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var (id, train) = (data.Info.Id, data.Count(Split.Train));
        if (data.Info.Factors.Count > 0 && count <= train) return new PartlyLabelledDataset(data, count, seed);
        var reason = data.Info.Factors.Count == 0 ? "has no labels" : string.Create(CultureInfo.InvariantCulture, $"has {train} training examples");
        throw new DataException(string.Create(CultureInfo.InvariantCulture, $"{id}: {reason}, so {count} of them cannot be the labelled ones (data.labelled)"));
    }

    /// <inheritdoc/>
    public int Count(Split split) => data.Count(split);

    /// <inheritdoc/>
    public string? NameOf(Split split, long example) => (data as INamedExamples)?.NameOf(split, example);

    /// <inheritdoc/>
    public void Announce(Split split, ReadOnlySpan<long> order, int batchSize) => (data as IReadAhead)?.Announce(split, order, batchSize);

    /// <inheritdoc/>
    public Batch Draw(Split split, ReadOnlySpan<long> examples, ulong? noise = null)
    {
        var batch = data.Draw(split, examples, noise);
        if (split == Split.Test || batch.Factors is not { } factors) return batch;
        var isKnown = new bool[examples.Length];
        for (var b = 0; b < isKnown.Length; b++) isKnown[b] = split == Split.Train && known.Value[examples[b]];
        var (width, levels) = ((int)factors.Size(1), factors.Contiguous().ToArray<long>());
        for (var i = 0; i < levels.Length; i++)
            if (!isKnown[i / width]) levels[i] = Factor.Unknown;
        var labels = batch.Labels?.ToArray<long>().Select((label, b) => isKnown[b] ? label : Factor.Unknown).ToArray();
        return batch with { Labels = labels is null ? null : Tensor.From(labels), Factors = Tensor.From(levels, [.. factors.Shape]) };
    }

    /// <summary>Frees the data.</summary>
    public void Dispose() => data.Dispose();

    // In turns over the classes, each in a shuffled order, so that of a class with too few the others make up.
    private bool[] Choose()
    {
        List<long> labels = [];
        new OrderedBatches(data, Split.Train, 1000).ForEach(batch => labels.AddRange(batch.Labels?.ToArray<long>() ?? batch.Factors!.Select(1, 0).ToArray<long>()));
        var chosen = new bool[labels.Count];
        var turns = SeededOrder.Of(labels.Count, new SeedStreams(seed).Seed("labelled")).Where(k => labels[k] >= 0)
            .GroupBy(k => labels[k]).OrderBy(g => g.Key).SelectMany(g => g.Select((k, turn) => (k, turn))).OrderBy(p => p.turn).Select(p => p.k).ToList();
        if (turns.Count < count)
            throw new DataException(string.Create(CultureInfo.InvariantCulture, $"{Info.Id}: {turns.Count} training examples say their label, so {count} cannot be known (data.labelled)"));
        foreach (var k in turns.Take(count)) chosen[k] = true;
        return chosen;
    }
}
