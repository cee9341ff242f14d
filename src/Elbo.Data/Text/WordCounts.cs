namespace Elbo.Data;

/// <summary>Texts of a split as counts of words, most of which are zero: only the others are kept.</summary>
/// <param name="Starts">Where each text begins in the two lists, and behind the last where they end [N + 1].</param>
/// <param name="Words">Numbers of words, from 0.</param>
/// <param name="Counts">How often each is in its text, at least once.</param>
/// <param name="Labels">Class numbers [N].</param>
internal sealed record WordCounts(int[] Starts, int[] Words, int[] Counts, long[] Labels)
{
    /// <summary>Number of texts N.</summary>
    public int Count => Labels.Length;

    /// <summary>Puts a text's counts into [V] numbers, all 0 before.</summary>
    /// <returns>How many words it has in all.</returns>
    public long Fill(int text, Span<float> counts)
    {
        long all = 0;
        for (var k = Starts[text]; k < Starts[text + 1]; k++)
        {
            counts[Words[k]] += Counts[k];
            all += Counts[k];
        }

        return all;
    }
}
