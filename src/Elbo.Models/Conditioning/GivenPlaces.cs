using Elbo.Data;
using Elbo.Torch;

namespace Elbo.Models.Conditioning;

/// <summary>The same places of every example are given, e.g. a column of an image; the others are modelled.</summary>
/// <param name="places">Indices into [0, D) of those given.</param>
/// <param name="dimensions">D.</param>
/// <param name="binarise">Whether a grey value v becomes 1 with probability v and else 0, drawn at each presentation.</param>
public sealed class GivenPlaces(IReadOnlyList<int> places, int dimensions, bool binarise) : IGiven
{
    private const string Field = "given";

    private readonly long[] given = [.. places.Select(p => (long)p)];
    private readonly long[] rest = [.. Enumerable.Range(0, dimensions).Except(places).Select(p => (long)p)];

    /// <inheritdoc/>
    public int Size => given.Length;

    /// <inheritdoc/>
    public IReadOnlyList<int> Modelled => [.. rest.Select(p => (int)p)];

    /// <inheritdoc/>
    public Tensor Of(Batch x)
    {
        if (x.Fields.Contains(Field)) return x[Field];
        var values = At(x.X, given);
        return binarise ? EvaluationDraw.Uniform(x, given.Length).Lt(values).To(x.X.DType) : values;
    }

    /// <inheritdoc/>
    public Tensor Rest(Batch x) => At(x.X, rest);

    /// <inheritdoc/>
    public Tensor Places(Batch x)
    {
        var places = new float[dimensions];
        foreach (var place in given) places[place] = 1;
        return Tensor.From(places).To(x.X.Device, x.X.DType).Expand([x.Count, dimensions]);
    }

    /// <inheritdoc/>
    public Tensor Whole(Batch x, Tensor modelled)
    {
        var order = new long[dimensions];
        for (var k = 0; k < rest.Length; k++) order[rest[k]] = k;
        for (var k = 0; k < given.Length; k++) order[given[k]] = rest.Length + k;
        return At(Ops.Cat([modelled, Of(x).Expand([.. modelled.Shape[..^1], given.Length])], -1), order);
    }

    /// <inheritdoc/>
    public Batch Present(Batch x, NoiseStream noise) =>
        binarise ? x.With(Field, noise.Uniform([x.Count, given.Length], x.X.Device).Lt(At(x.X, given)).To(x.X.DType)) : x;

    private static Tensor At(Tensor values, long[] places) => values.IndexSelect(-1, Tensor.From(places).To(values.Device, DType.I64));
}
