using Elbo.Evaluation.Imputation;
using Elbo.Testing;

namespace Elbo.Evaluation.Tests.Imputation;

/// <summary>Classifiers of texts, on texts whose difference is known.</summary>
[NoLeak]
public sealed class AdversarialErrorTests
{
    private const int Words = 12;

    [Fact]
    public void Texts_of_one_kind_are_not_told_apart()
    {
        var error = AdversarialError.Measure(Rising(400, 1), Rising(400, 2), Words, 1);
        // Of 80 texts: a standard error of 5.6 %.
        foreach (var found in (double[])[error.Unigrams.Mean, error.Sequences.Mean]) Math.Abs(found).ShouldBeLessThan(4 * 0.056);
    }

    [Fact]
    public void Another_order_of_the_same_words_is_told_by_who_reads_them_in_order_alone()
    {
        var error = AdversarialError.Measure(Rising(400, 1), [.. Rising(400, 2).Select(text => text.Reverse().ToArray())], Words, 1);
        Math.Abs(error.Unigrams.Mean).ShouldBeLessThan(4 * 0.056);
        error.Sequences.Mean.ShouldBeGreaterThan(0.4);
    }

    [Fact]
    public void A_word_that_true_texts_seldom_have_is_told_by_both_and_few_texts_are_refused()
    {
        var error = AdversarialError.Measure(Rising(400, 1), [.. Rising(400, 2).Select(text => text[..^1].Append(11L).ToArray())], Words, 1);
        error.Unigrams.Mean.ShouldBeGreaterThan(0.4);
        error.Sequences.Mean.ShouldBeGreaterThan(0.4);
        Should.Throw<ArgumentException>(() => AdversarialError.Measure(Rising(10, 1), Rising(10, 2), Words, 1)).Message.ShouldStartWith("20 texts are too few");
    }

    // Three of the words 2 to 10, each once, in order.
    private static long[][] Rising(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(2, 9).Select(w => (long)w).OrderBy(_ => random.Next()).Take(3).Order().ToArray())];
    }
}
