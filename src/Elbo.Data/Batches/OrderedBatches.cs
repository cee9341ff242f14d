using System.Diagnostics.CodeAnalysis;

namespace Elbo.Data;

/// <summary>
/// One pass over a split in its own order, for evaluation. Random preprocessing is the shared evaluation draw, so the result
/// does not depend on the batch size.
/// </summary>
public sealed class OrderedBatches : IBatchReader
{
    private readonly IDataset data;
    private readonly Split split;
    private readonly int batchSize;
    private readonly int count;
    private int position;

    /// <param name="data">Borrowed.</param>
    /// <param name="split">Which part to pass over.</param>
    /// <param name="batchSize">Examples per batch, at least 1; the last batch may be smaller.</param>
    /// <param name="limit">Stop after this many examples.</param>
    public OrderedBatches(IDataset data, Split split, int batchSize, int limit = int.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        this.data = data;
        this.split = split;
        this.batchSize = batchSize;
        count = Math.Min(limit, data.Count(split));
    }

    /// <summary>Examples of the pass.</summary>
    public int Count => count;

    /// <inheritdoc/>
    public int BatchesPerPass => (int)(((long)count + batchSize - 1) / batchSize);

    /// <inheritdoc/>
    public bool TryNext([NotNullWhen(true)] out Batch? batch)
    {
        batch = null;
        var size = Math.Min(batchSize, count - position);
        if (size <= 0) return false;
        if (position == 0 && data is IReadAhead ahead) ahead.Announce(split, Range(0, count), batchSize);
        var examples = Range(position, size);
        batch = data.Draw(split, examples);
        position += size;
        return true;
    }

    private static long[] Range(int first, int length)
    {
        var range = new long[length];
        for (var i = 0; i < length; i++) range[i] = first + i;
        return range;
    }
}
