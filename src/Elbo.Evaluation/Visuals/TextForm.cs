using Elbo.Data;
using Elbo.Models;
using Elbo.Torch;

namespace Elbo.Evaluation.Visuals;

/// <summary>How examples that are texts are told in words, a line each.</summary>
public abstract class TextForm
{
    /// <summary>The form of data of a schema; null for data that are no texts.</summary>
    public static TextForm? Of(DataSchema schema) => schema switch
    {
        { Kind: DataKind.WordCounts, Vocabulary: { } words } => new CountedWords(words),
        { Kind: DataKind.WordSequences, Vocabulary: { } words } => new Sentences(words),
        _ => null,
    };

    /// <summary>The texts of examples.</summary>
    public abstract IReadOnlyList<string> Examples(Batch batch);

    /// <summary>Texts as a model draws or decodes them [N, …].</summary>
    public abstract IReadOnlyList<string> Made(Tensor values);

    /// <summary>What a model makes of examples.</summary>
    public abstract IReadOnlyList<string> Reconstructed(IReconstructor model, Batch batch);
}
