namespace Elbo.Evaluation.Likelihood;

/// <summary>What words cost in texts of different lengths, as the number of words that would be as hard to tell apart.</summary>
/// <param name="Corpus">exp(Σ −log p / Σ words): every word counts alike.</param>
/// <param name="Documents">exp of the mean over texts of −log p per word: every text counts alike (Miao et al. 2016).</param>
public sealed record Perplexity(Estimate Corpus, Estimate Documents)
{
    /// <summary>Both, with standard errors over texts; that of the corpus is that of a ratio of sums.</summary>
    /// <param name="nats">−log p of each text.</param>
    /// <param name="words">Words of each, at least one.</param>
    public static Perplexity Of(IReadOnlyList<double> nats, IReadOnlyList<long> words)
    {
        var rate = nats.Sum() / words.Sum();
        var residual = Estimate.Of([.. nats.Zip(words, (cost, length) => cost - rate * length)]);
        var mean = (double)words.Sum() / words.Count;
        return new(Exp(new(rate, residual.StandardError / mean)), Exp(Estimate.Of([.. nats.Zip(words, (cost, length) => cost / length)])));
    }

    private static Estimate Exp(Estimate log) => new(Math.Exp(log.Mean), Math.Exp(log.Mean) * log.StandardError);
}
