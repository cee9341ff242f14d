using Elbo.Data;
using Elbo.Torch;

namespace Elbo.Evaluation.Coding;

/// <summary>Batches without data: all zeros but for the factors, for models that are asked what they are conditioned on.</summary>
internal static class ConditionBatch
{
    /// <param name="values">[count · F].</param>
    /// <param name="factors">F of them; none gives a batch without labels.</param>
    public static Batch Of(ReadOnlySpan<int> values, IReadOnlyList<Factor> factors, int count, int dimensions)
    {
        var x = Tensor.Zeros([count, dimensions]);
        if (factors.Count == 0) return new(x, null, Tensor.Arange(count));
        var wide = new long[values.Length];
        for (var k = 0; k < wide.Length; k++) wide[k] = values[k];
        var all = Tensor.From(wide, count, factors.Count);
        var label = factors.Select((f, i) => (f.Name, i)).Where(f => f.Name == Factor.Label).Select(f => (int?)f.i).FirstOrDefault();
        return new(x, label is { } column ? all.Select(1, column).Contiguous() : null, Tensor.Arange(count)) { Factors = all };
    }
}
