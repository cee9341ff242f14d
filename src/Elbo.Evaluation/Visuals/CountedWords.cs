using Elbo.Data;
using Elbo.Models;
using Elbo.Torch;

namespace Elbo.Evaluation.Visuals;

/// <summary>Counts of words: the commonest of each text.</summary>
internal sealed class CountedWords(IReadOnlyList<string> words) : TextForm
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples(Batch batch) => WordLists.Of(batch.X, words);

    /// <summary>Of shares of words, in hundredths.</summary>
    /// <inheritdoc/>
    public override IReadOnlyList<string> Made(Tensor values) => WordLists.Of(values * 100, words, "0.0 '%'");

    /// <summary>As many words as the text has, shared out as the model says.</summary>
    /// <inheritdoc/>
    public override IReadOnlyList<string> Reconstructed(IReconstructor model, Batch batch) =>
        WordLists.Of(model.Reconstruct(batch) * batch[WordCountsDataset.TextLength].To(DType.F32).Unsqueeze(1), words, "0.0");
}
