using Elbo.Models.Conditionals;
using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Models.Sequences;

/// <summary>p(x | z) of texts: the code, and a network that goes on word by word. z […, Z] → over texts with batch […].</summary>
public sealed class SequenceDecoder : Conditional<Tensor>
{
    private readonly int longest;

    /// <param name="network">Becomes the child <c>words</c>.</param>
    /// <param name="longest">Words of a draw at most.</param>
    public SequenceDecoder(WordNetwork network, int longest) : base(longest)
    {
        Words = Child("words", network);
        this.longest = longest;
    }

    /// <summary>The network that goes on word by word.</summary>
    public WordNetwork Words { get; }

    /// <inheritdoc/>
    public override Distribution Of(Tensor given, Pass? pass = null) => new WordSequence(Words, given, given.Shape[..^1], longest, pass);

    /// <summary>p(x) of a network without a code, for <paramref name="count"/> texts.</summary>
    public Distribution Without(long count, Pass? pass) => new WordSequence(Words, null, [count], longest, pass);
}
