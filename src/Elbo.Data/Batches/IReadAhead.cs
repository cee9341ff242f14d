namespace Elbo.Data;

/// <summary>A data set that reads its examples when they are asked for, and earlier where it knows the order.</summary>
public interface IReadAhead
{
    /// <summary>Says which examples are drawn next; a draw in another order is as right, only slower.</summary>
    /// <param name="split">The split; an earlier announcement for it is forgotten.</param>
    /// <param name="order">Indices in [0, Count(split)), copied.</param>
    /// <param name="batchSize">How many are drawn at once; the last time what is left.</param>
    void Announce(Split split, ReadOnlySpan<long> order, int batchSize);
}
