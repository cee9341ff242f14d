using Elbo.Data;
using Elbo.Models;
using Elbo.Torch;

namespace Elbo.Evaluation.Visuals;

/// <summary>Sequences of words, as they are read.</summary>
public sealed class Sentences(IReadOnlyList<string> words) : TextForm
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples(Batch batch) => Made(batch.X);

    /// <summary>Of numbers of words [N, T], of any type.</summary>
    /// <inheritdoc/>
    public override IReadOnlyList<string> Made(Tensor values)
    {
        using var scope = TensorScope.Enter();
        var (numbers, width) = (values.To(Device.Cpu, DType.I64).Contiguous().ToArray<long>(), (int)values.Size(-1));
        return [.. Enumerable.Range(0, (int)values.Size(0)).Select(n => Vocabulary.Text(numbers.AsSpan(n * width, width), words))];
    }

    /// <summary>The likeliest word each time, at the code of the text.</summary>
    /// <inheritdoc/>
    public override IReadOnlyList<string> Reconstructed(IReconstructor model, Batch batch) => Made(model.Reconstruct(batch));
}
