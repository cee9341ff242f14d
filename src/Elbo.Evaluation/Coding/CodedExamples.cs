using Elbo.Torch;

namespace Elbo.Evaluation.Coding;

/// <summary>Codes of examples with what they are conditioned on.</summary>
/// <param name="Rows">Examples of a chunk.</param>
/// <param name="Codes">[N · L], example by example.</param>
/// <param name="Factors">[N · F] values of factors; empty for an unconditional model.</param>
/// <param name="Count">N.</param>
public sealed record CodedExamples(int Rows, int[] Codes, int[] Factors, int Count)
{
    /// <summary>Of some examples, I64 [count, …shape].</summary>
    public Tensor CodeTensor(IReadOnlyList<int> shape, int first, int count)
    {
        var length = shape.Aggregate(1, (product, size) => checked(product * size));
        return Tensor.From(Array.ConvertAll(Codes[(first * length)..((first + count) * length)], code => (long)code), [count, .. shape.Select(size => (long)size)]);
    }
}
