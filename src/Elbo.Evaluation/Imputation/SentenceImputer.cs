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
}
