using System.Globalization;
using Elbo.Data;
using Elbo.Evaluation.Likelihood;
using Elbo.Models;
using Elbo.Models.Latents;
using Elbo.Models.Sequences;
using Elbo.Probability;

namespace Elbo.Evaluation.Measures;

/// <summary>Perplexity of words in texts, by the bound and by L_K, both upper bounds, beside that of the words' shares in the training texts. Texts without a word are left out.</summary>
public sealed class PerplexityMeasure : IMeasure
{
    /// <summary>exp(Σ −ELBO/Σ words) over the texts, an upper bound on the perplexity; the perplexity itself for a model without latent variables.</summary>
    public static FigureKind Corpus { get; } = new("perplexity", "words", "exp(Σ −elbo / Σ words), an upper bound", Direction.Lower) { Label = "perplexity", Card = "Perplexity", Format = "0.0" };

    /// <summary>exp of the mean over texts of −ELBO per word, in which a short text counts as much as a long one.</summary>
    public static FigureKind Documents { get; } = new("perplexity_documents", "words", "exp of the mean over texts of −elbo per word", Direction.Lower) { Label = "  of texts", Format = "0.0" };

    /// <see cref="Corpus"/> with L_K in place of the bound, which is nearer; not taken without importance samples.
    public static FigureKind CorpusNll { get; } = new("perplexity_nll", "words", "exp(Σ −L_K / Σ words), a lower upper bound", Direction.Lower) { Label = "perplexity nll", Format = "0.0" };

    /// <see cref="Documents"/> with L_K in place of the bound; not taken without importance samples.
    public static FigureKind DocumentsNll { get; } = new("perplexity_nll_documents", "words", "exp of the mean over texts of −L_K per word", Direction.Lower) { Label = "  of texts nll", Format = "0.0" };

    /// <summary>What the words' shares in the training texts come to on the same words: a model above it has learned nothing of its texts.</summary>
    public static FigureKind Unigram { get; } = new("perplexity_unigram", "words", "of the words' shares in the training texts", Direction.Lower) { Label = "  unigram", Format = "0.0" };

    /// <summary>Texts without a word, which are left out.</summary>
    public static FigureKind Empty { get; } = new("empty_texts", "texts", "without a word, left out") { Label = "  empty texts", Format = "0", Decimals = 0 };

    /// <summary>Words that are counted, over all texts.</summary>
    public static FigureKind Words { get; } = new("words", "words", "that are counted") { Decimals = 0 };

    /// <summary>How many of <see cref="Words"/> stand for any word outside the vocabulary; not taken where texts do not say.</summary>
    public static FigureKind Unknown { get; } = new("unknown_words", "words", "of them that are not told apart") { Decimals = 0 };

    /// <inheritdoc/>
    public string Id => "perplexity";

    /// <inheritdoc/>
    public string Summary => "of the words of texts";

    /// <inheritdoc/>
    public IReadOnlyList<FigureKind> Kinds { get; } = [Corpus, Documents, CorpusNll, DocumentsNll, Unigram, Words, Unknown, Empty];

    /// <inheritdoc/>
    public string? Unfit(Model model, DataSchema schema) => CountedTexts.Of(schema.Kind) is null ? $"its examples are {schema.Kind.Describe()}, not texts" : MeasureFit.NoBound(model);

    /// <inheritdoc/>
    public IEnumerable<Figure> Take(MeasureContext context)
    {
        var texts = CountedTexts.Of(context.Data.Info.Kind)!;
        var (bound, words, unknown) = Costs(context, texts);
        var (own, isExact) = (Of(bound, words), !context.Latent.Words.HasLatents);
        var counted = texts.Describe(words.Sum(), unknown);
        yield return new(Corpus, own.Corpus) { Detail = $"exp(Σ {(isExact ? "−log p(x) / Σ words), exact" : "−elbo / Σ words), an upper bound")}; {counted}" };
        yield return new(Documents, own.Documents) { Detail = isExact ? "exp of the mean over texts of −log p(x) per word" : null };
        if (context.Samples > 0 && !context.Latent.HasPointPosterior)
        {
            var k = context.Samples;
            var nll = Of([.. context.Importance().PerExample.Select(nats => -nats)], words);
            yield return new(CorpusNll, nll.Corpus) { Detail = string.Create(CultureInfo.InvariantCulture, $"exp(Σ −L_{k} / Σ words), a lower upper bound") };
            yield return new(DocumentsNll, nll.Documents) { Detail = string.Create(CultureInfo.InvariantCulture, $"exp of the mean over texts of −L_{k} per word") };
        }

        yield return new(Unigram, Of(texts.ByShares(context), words).Corpus) { Detail = context.Split == Split.Train ? "of the words' shares in these texts" : null };
        yield return new(Words, words.Sum());
        if (unknown is { } missed) yield return new(Unknown, missed);
        yield return new(Empty, words.Count(length => length == 0));
    }

    private static (List<double> Nats, List<long> Words, long? Unknown) Costs(MeasureContext context, CountedTexts texts)
    {
        List<long> words = [];
        long? unknown = 0;
        var bounds = ExampleBounds.Measure(context.Latent, context.Data, context.Split, context.Limit, context.Seed, Look, context.Progress, context.Cancel);
        return ([.. bounds.Divergence.Zip(bounds.LogLikelihood, (divergence, likelihood) => divergence - likelihood)], words, unknown);

        void Look(Batch batch, Bound drawn)
        {
            if (drawn.Likelihood is not (Multinomial { IsOrdered: true } or WordSequence))
                throw new UnfitException($"p(x | z) is a {drawn.Likelihood.GetType().Name}, under which words have no probability one by one");
            words.AddRange(texts.Lengths(batch));
            unknown += texts.Unknown(batch);
        }
    }

    private static Perplexity Of(IReadOnlyList<double> nats, IReadOnlyList<long> words)
    {
        int[] kept = [.. Enumerable.Range(0, words.Count).Where(k => words[k] > 0)];
        if (kept.Length == 0) throw new UnfitException("no text has a word");
        return Perplexity.Of([.. kept.Select(k => nats[k])], [.. kept.Select(k => words[k])]);
    }
}
