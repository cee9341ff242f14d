using Elbo.Torch;

namespace Elbo.Data;

/// <summary>Some examples of a split, chosen without looking: files are often sorted, so that the first are not like the rest.</summary>
public static class ExampleDraw
{
    /// <summary>Different indices below <paramref name="among"/>, every choice equally likely, in ascending order; all of them where <paramref name="count"/> is not smaller.</summary>
    /// <param name="seed">The same seed gives the same indices.</param>
    public static long[] Of(int count, int among, ulong seed)
    {
        var drawn = InOrder(count, among, seed);
        Array.Sort(drawn);
        return drawn;
    }

    /// <summary>The same in the order of the draw, of which every beginning is a draw of its own: a larger count goes on where a smaller one ends.</summary>
    /// <inheritdoc cref="Of"/>
    public static long[] InOrder(int count, int among, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfNegative(among);
        var all = new long[among];
        for (var k = 0; k < among; k++) all[k] = k;
        var random = new CounterRandom(new SeedStreams(seed).Seed("example-draw"));
        // The head of a Fisher-Yates shuffle.
        for (var k = 0; k < Math.Min(count, among); k++)
        {
            var other = k + (int)random.Below((uint)(among - k));
            (all[k], all[other]) = (all[other], all[k]);
        }
        return all[..Math.Min(count, among)];
    }
}
