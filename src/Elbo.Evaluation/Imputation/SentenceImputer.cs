using Elbo.Data;
using Elbo.Models.Latents;
using Elbo.Torch;

namespace Elbo.Evaluation.Imputation;

/// <summary>
/// Fills open places of texts by approximate iterated conditional modes (Bowman et al. 2016, arXiv 1511.06349, §4.2): the code is the encoder's mean of the text as it is filled so far, with unknown words in
/// the open places to begin with, and the words are then the likeliest that a beam search finds under that code with the known words held. A model without a code fills once.
/// </summary>
public sealed class SentenceImputer
{
    /// <summary>How often code and words are found anew, as in the paper.</summary>
    public const int UsualPasses = 3;

    /// <summary>Beginnings kept, of a model with a code and of one without, as in the paper.</summary>
    public const int UsualBeam = 5, UsualBeamWithoutCode = 15;

    private const int BatchSize = 32;

    private readonly ILatentVariables model;
    private readonly int passes, beam;

    /// <param name="passes">1 or more; without effect on a model without a code.</param>
    /// <param name="beam">W of the search; null takes the paper's.</param>
    public SentenceImputer(ILatentVariables model, int passes = UsualPasses, int? beam = null)
    {
        (this.model, this.passes) = (model, HasCode(model) ? passes : 1);
        this.beam = beam ?? (HasCode(model) ? UsualBeam : UsualBeamWithoutCode);
    }

    /// <summary>Whether a model has a code that is found anew in each pass.</summary>
    public static bool HasCode(ILatentVariables model) => model.Words.HasLatents;

    /// <summary>Texts with their open places filled, [B, T] I64.</summary>
    /// <param name="words">Padded with ends, [B, T] I64; what stands in open places does not matter.</param>
    /// <param name="open">Places to fill, bool [B, T]; none at an end or behind it.</param>
    /// <exception cref="NotSupportedException">The model's p(x | z) does not go word by word.</exception>
    public Tensor Fill(Tensor words, Tensor open)
    {
        using var off = Gradients.Off();
        using var scope = TensorScope.Enter();
        var filled = words.MaskedFill(open, Vocabulary.Unknown);
        for (var pass = 0; pass < passes; pass++)
        {
            using var own = TensorScope.Enter();
            filled = own.Keep(TextSearches.At(model, new Batch(filled, null, Tensor.Arange(filled.Size(0)))).Complete(filled, open, beam));
        }

        return scope.Keep(filled);
    }

    /// <summary>Numbers of the words of texts with their gaps filled, without ends; those of like lengths together.</summary>
    /// <param name="progress">Told how many are done; null where nobody watches.</param>
    /// <inheritdoc cref="Fill(Tensor, Tensor)" path="/exception"/>
    public IReadOnlyList<long[]> Fill(IReadOnlyList<GappedText> texts, Action<int>? progress, CancellationToken cancel)
    {
        var (filled, done) = (new long[texts.Count][], 0);
        foreach (var part in Enumerable.Range(0, texts.Count).OrderBy(k => texts[k].Numbers.Count).Chunk(BatchSize))
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = TensorScope.Enter();
            var width = part.Max(k => texts[k].Numbers.Count);
            var (words, open) = (new long[part.Length * width], new bool[part.Length * width]);
            for (var b = 0; b < part.Length; b++)
            {
                texts[part[b]].Numbers.ToArray().CopyTo(words, b * width);
                texts[part[b]].Open.ToArray().CopyTo(open, b * width);
            }

            var found = Fill(Tensor.From(words, part.Length, width), Tensor.From(open, part.Length, width)).ToArray<long>();
            for (var b = 0; b < part.Length; b++) filled[part[b]] = found[(b * width)..(b * width + texts[part[b]].Words.Count)];
            progress?.Invoke(done += part.Length);
        }

        return filled;
    }
}
