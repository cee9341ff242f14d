namespace Elbo.Data;

/// <summary>A shuffled order that is part of a data set's definition here: it never changes.</summary>
internal static class SeededOrder
{
    /// <summary>Seed of every such order.</summary>
    public const ulong Seed = 1;

    /// <summary>A permutation of 0 … count−1.</summary>
    public static int[] Of(int count, ulong seed = Seed)
    {
        var order = Enumerable.Range(0, count).ToArray();
        new CounterRandom(CounterRandom.Mix(seed, (ulong)count)).Shuffle<int>(order);
        return order;
    }
}
