using Elbo.Evaluation.Quality;

namespace Elbo.Evaluation.Tests.Quality;

public sealed class BleuTests
{
    [Fact]
    public void Equal_texts_have_all_and_texts_without_a_common_run_of_four_words_nothing()
    {
        long[][] texts = [[2, 3, 4, 5, 6], [7, 8, 9, 10]];
        Bleu.Of(texts, texts, 1).Mean.ShouldBe(100, 1e-9);
        Bleu.Of([[2, 3, 4, 6, 5], [7, 8, 10, 9]], texts, 1).Mean.ShouldBe(0);
    }

    // Six words against seven: precisions 5/6, 4/5, 3/4, 2/3, whose product is 1/3, and a penalty of exp(1 − 7/6).
    [Fact]
    public void A_shorter_text_with_a_wrong_word_has_what_the_formula_says() =>
        Bleu.Of([[9, 3, 4, 5, 6, 7]], [[2, 3, 4, 5, 6, 7, 8]], 1).Mean.ShouldBe(100 * Math.Exp(1 - 7.0 / 6) * Math.Pow(1.0 / 3, 0.25), 1e-9);

    // The example of the paper, §2.1.1: seven times "the" against a reference that has it twice; runs of more words are none, so one word in a long common text tells it.
    [Fact]
    public void A_word_counts_no_more_often_than_the_reference_has_it()
    {
        long[] tail = [10, 11, 12, 13, 14];
        var once = Bleu.Of([[2, .. tail]], [[2, .. tail]], 1).Mean;
        // Precisions (6 of 8), (5 of 7), (4 of 6), (3 of 5), no penalty.
        Bleu.Of([[2, 2, 2, .. tail]], [[2, .. tail]], 1).Mean.ShouldBe(100 * Math.Pow(6.0 / 8 * 5 / 7 * 4 / 6 * 3 / 5, 0.25), 1e-9);
        once.ShouldBe(100, 1e-9);
    }

    [Fact]
    public void It_is_of_the_whole_corpus_and_has_an_error_of_the_spread_of_its_texts()
    {
        long[] one = [2, 3, 4, 5, 6, 7, 8, 9], other = [12, 13, 14, 15, 16, 17, 18, 19];
        var half = Bleu.Of([.. Enumerable.Range(0, 50).Select(k => k % 2 == 0 ? one : other)], [.. Enumerable.Repeat(one, 50)], 1);
        // Half of all runs of any length.
        half.Mean.ShouldBe(50, 1e-9);
        // √(½ · ½ / 50) of a share, within a third over 200 resamples.
        half.StandardError.ShouldBeInRange(100 * 0.0707 * 2 / 3, 100 * 0.0707 * 4 / 3);
        Bleu.Of([one], [one], 1).StandardError.ShouldBe(double.NaN);
    }
}
