using Elbo.Data;
using Elbo.Torch;

namespace Elbo.Models.Sequences;

/// <summary>Texts as rows of word numbers that end with <see cref="Vocabulary.End"/>, with more of it as padding; a row without it goes on.</summary>
internal static class WordRows
{
    /// <summary>Words of each row with its end, where it has one: [N, T] I64 to [N] I64, 1 to T.</summary>
    public static Tensor Lengths(Tensor x) => (x.Ne(Vocabulary.End).Sum([-1]) + 1).ClampMax(x.Size(-1));

    /// <summary>Whether a place has a word or the first end: [N, T] to bool [N, T].</summary>
    public static Tensor Real(Tensor x) => Tensor.Arange(x.Size(-1), device: x.Device).Lt(Lengths(x).Unsqueeze(-1));

    /// <summary>What a decoder has read at each place: the end, which stands for a start, and then the words before it. [N, T] to [N, T].</summary>
    public static Tensor Before(Tensor x) => Ops.Cat([Tensor.Zeros([x.Size(0), 1], DType.I64, x.Device), x.Narrow(-1, 0, x.Size(-1) - 1)], -1);
}
