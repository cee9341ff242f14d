using Elbo.Evaluation.Likelihood;
using Elbo.Torch;

namespace Elbo.Evaluation.Tests.Likelihood;

public sealed class PerplexityTests
{
    [Fact]
    public void A_corpus_weighs_words_and_a_mean_over_texts_weighs_texts()
    {
        // 2 words at log 8 each and 8 words at log 2 each.
        var perplexity = Perplexity.Of([2 * Math.Log(8), 8 * Math.Log(2)], [2, 8]);
        perplexity.Corpus.Mean.ShouldBe(Math.Pow(2, (2 * 3 + 8) / 10.0), 1e-12);
        perplexity.Documents.Mean.ShouldBe(4, 1e-12);
    }

    [Fact]
    public void Texts_of_one_cost_per_word_leave_no_error_however_long_they_are()
    {
        var perplexity = Perplexity.Of([3, 12, 60], [1, 4, 20]);
        perplexity.Corpus.Mean.ShouldBe(Math.Exp(3), 1e-9);
        perplexity.Corpus.StandardError.ShouldBe(0, 1e-9);
        perplexity.Documents.StandardError.ShouldBe(0, 1e-9);
    }

    [Fact]
    public void The_error_is_the_spread_over_samples_of_texts()
    {
        const int Samples = 2_000, Texts = 400;
        using var scope = TensorScope.Enter();
        var noise = new NoiseStream(1);
        List<double> corpus = [], documents = [];
        Perplexity last = null!;
        for (var sample = 0; sample < Samples; sample++)
        {
            using var inner = TensorScope.Enter();
            double[] lengths = noise.Uniform([Texts], dtype: DType.F64).ToArray<double>(), spread = noise.Normal([Texts], dtype: DType.F64).ToArray<double>();
            long[] words = [.. lengths.Select(u => 1 + (long)(50 * u * u))];
            last = Perplexity.Of([.. words.Zip(spread, (n, e) => n * (2 + 0.3 * e))], words);
            corpus.Add(last.Corpus.Mean);
            documents.Add(last.Documents.Mean);
        }
        // A standard deviation over 2,000 is known to 1.6 %, and that of one sample of 400 to some 5 %.
        last.Corpus.StandardError.ShouldBe(Deviation(corpus), 0.2 * Deviation(corpus));
        last.Documents.StandardError.ShouldBe(Deviation(documents), 0.2 * Deviation(documents));

        static double Deviation(List<double> values) => Estimate.Of(values).StandardError * Math.Sqrt(values.Count);
    }
}
