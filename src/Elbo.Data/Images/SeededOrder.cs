namespace Elbo.Data;

/// <summary>A shuffled order that is part of a data set's definition here: it never changes.</summary>
internal static class SeededOrder
{
    /// <summary>Seed of every such order.</summary>
    public const ulong Seed = 1;

    /// <summary>A permutation of 0 … count−1 (Fisher–Yates).</summary>
    public static int[] Of(int count, ulong seed = Seed)
    {
        var order = Enumerable.Range(0, count).ToArray();
        var random = new CounterRandom(CounterRandom.Mix(seed, (ulong)count));
        for (var i = count - 1; i > 0; i--)
        {
            var j = random.Below((uint)i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }

        return order;
    }
}
