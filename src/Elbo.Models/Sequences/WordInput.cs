using Elbo.Data;
using Elbo.Torch;

namespace Elbo.Models.Sequences;

/// <summary>
/// What a decoder is told of the words before: all, some in training (word dropout), or none (inputless), so that the code has to say more (Bowman et al. 2016, arXiv 1511.06349, §3.2).
/// </summary>
/// <param name="KeepRate">Part of the words that is told in training, in (0, 1]; others are <see cref="Vocabulary.Unknown"/>.</param>
/// <param name="IsInputless">Whether none is told, in evaluation neither.</param>
/// <param name="WithCode">Whether the code is told at every word too.</param>
public readonly record struct WordInput(double KeepRate, bool IsInputless, bool WithCode)
{
    /// <summary>Of texts [N, T] moved by one, whose first place is the start and is never dropped.</summary>
    /// <param name="pass">Draws what is dropped; null drops nothing.</param>
    public Tensor Seen(Tensor before, Pass? pass)
    {
        if (!IsInputless && (KeepRate == 1 || pass is null)) return before;
        var first = Tensor.Arange(before.Size(-1), device: before.Device).Eq(0);
        if (IsInputless) return first.Expand(before.Shape).Where(before, Tensor.Full(before.Shape, (double)Vocabulary.Unknown, DType.I64, before.Device));
        var kept = pass!.Noise.Uniform(before.Shape, before.Device, DType.F32).Lt(KeepRate).LogicalOr(first);
        return kept.Where(before, Tensor.Full(before.Shape, (double)Vocabulary.Unknown, DType.I64, before.Device));
    }

    /// <summary>Of one word that is not the start.</summary>
    public Tensor Seen(Tensor word) => IsInputless ? Tensor.Full(word.Shape, (double)Vocabulary.Unknown, DType.I64, word.Device) : word;
}
