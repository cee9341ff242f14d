namespace Elbo.Evaluation.Latents;

/// <summary>Counts how often the bins of every dimension of a code meet the values of one factor.</summary>
/// <param name="bins">[N, Z] row by row.</param>
/// <param name="latent">Z.</param>
/// <param name="size">How many bins a dimension has.</param>
/// <param name="levels">[N, F] row by row.</param>
/// <param name="factors">F.</param>
/// <param name="factor">Which of them.</param>
/// <param name="values">How many values it has.</param>
internal sealed class JointCounts(int[] bins, int latent, int size, long[] levels, int factors, int factor, int values)
{
    /// <summary>H(v), and I(z_j; v) = H(z_j) + H(v) − H(z_j, v) of every dimension, nats, of the shares among some examples.</summary>
    /// <param name="examples">Their numbers; some may stand there more than once.</param>
    public (double Entropy, double[] ByDimension) Information(int[] examples)
    {
        var ofFactor = new int[values];
        var ofBin = new int[latent * size];
        var together = new int[latent * size * values];
        foreach (var n in examples)
        {
            var level = (int)levels[n * factors + factor];
            ofFactor[level]++;
            for (var j = 0; j < latent; j++)
            {
                var bin = j * size + bins[n * latent + j];
                ofBin[bin]++;
                together[bin * values + level]++;
            }
        }
        var entropy = Entropy(ofFactor, examples.Length);
        return (entropy, [.. Enumerable.Range(0, latent).Select(j => Math.Max(0,
            Entropy(ofBin.AsSpan(j * size, size), examples.Length) + entropy - Entropy(together.AsSpan(j * size * values, size * values), examples.Length)))]);
    }

    private static double Entropy(ReadOnlySpan<int> counts, int all)
    {
        var sum = 0.0;
        foreach (var count in counts)
            if (count > 0) sum -= count * Math.Log(count / (double)all);
        return sum / all;
    }
}
