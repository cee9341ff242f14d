namespace Elbo.Data;

/// <summary>SplitMix64 (Steele, Lea, Flood 2014): a counter put through a mixing function, so that any stream begins anywhere at no cost.</summary>
internal struct CounterRandom(ulong seed)
{
    private const ulong Step = 0x9E3779B97F4A7C15;

    private ulong counter = seed;

    /// <summary>A seed for one item of a stream; items of one stream, and streams among each other, are independent.</summary>
    public static ulong Mix(ulong stream, ulong item) => Finish(Finish(stream + Step) ^ (item * 0xD1342543DE82EF95 + Step));

    public ulong Next() => Finish(counter += Step);

    /// <summary>Uniform on (0, 1): the middles of 2⁵² equal parts.</summary>
    public double Uniform() => ((Next() >> 12) + 0.5) * (1.0 / (1L << 52));

    /// <summary>Uniform on [0, bound), without bias (Lemire 2019).</summary>
    public uint Below(uint bound)
    {
        var product = (Next() >> 32) * bound;
        if ((uint)product < bound)
        {
            var floor = (0u - bound) % bound;
            while ((uint)product < floor) product = (Next() >> 32) * bound;
        }

        return (uint)(product >> 32);
    }

    /// <summary>Puts items into a random order (Fisher–Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = (int)Below((uint)i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private static ulong Finish(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
