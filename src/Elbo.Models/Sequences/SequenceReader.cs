using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Sequences;

/// <summary>
/// Reads a text by an LSTM and keeps its last state, [B, T] I64 → [B, H]: that after the end of each text, however much padding follows. Word vectors are those of the network that writes texts, which owns them.
/// </summary>
public sealed class SequenceReader : Layer
{
    private readonly Embedding words;
    private readonly Lstm lstm;

    /// <param name="words">Borrowed, not a child.</param>
    /// <param name="embedding">E, size of a word vector.</param>
    /// <param name="hidden">H.</param>
    public SequenceReader(Embedding words, long embedding, long hidden, Generator generator)
    {
        this.words = words;
        lstm = Child("lstm", new Lstm(embedding, hidden, generator));
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        // The state at a place does not depend on what follows, so that of the last word is found among those of a padded text.
        var states = lstm.Forward(words.Forward(x.T().Contiguous())).Y;
        var last = (WordRows.Lengths(x) - 1).View([1, -1, 1]).Expand([1, x.Size(0), states.Size(-1)]);
        return states.Gather(0, last).Squeeze(0);
    }
}
