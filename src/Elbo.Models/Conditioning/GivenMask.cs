using Elbo.Data;
using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Models.Conditioning;

/// <summary>
/// Places that differ from example to example are given: those where a field of the data is 1, or each with the same probability, drawn at every
/// presentation. Networks read the given values, with 0 elsewhere, and the mask beside them.
/// </summary>
/// <param name="dimensions">D.</param>
/// <param name="field">Name of the field, of D numbers; null for a mask that is drawn.</param>
/// <param name="probability">Of a place to be given, where the mask is drawn.</param>
public sealed class GivenMask(int dimensions, string? field, double probability) : IGiven
{
    private const string Drawn = "mask";

    /// <inheritdoc/>
    public int Size => 2 * dimensions;

    /// <inheritdoc/>
    public IReadOnlyList<int>? Modelled => null;

    /// <inheritdoc/>
    public Tensor Of(Batch x)
    {
        var mask = Places(x);
        return Ops.Cat([x.X * mask, mask], -1);
    }

    /// <inheritdoc/>
    public Tensor Rest(Batch x) => x.X;

    /// <inheritdoc/>
    public Tensor Places(Batch x)
    {
        if (field is not null) return x[field].Reshape([x.Count, dimensions]).To(x.X.DType);
        return x.Fields.Contains(Drawn) ? x[Drawn] : EvaluationDraw.Uniform(x, dimensions).Lt(probability).To(x.X.DType);
    }

    /// <inheritdoc/>
    public Tensor Whole(Batch x, Tensor rest)
    {
        var mask = Places(x);
        return mask * x.X + (1 - mask) * rest;
    }

    /// <inheritdoc/>
    public Batch Present(Batch x, NoiseStream noise) =>
        field is null ? x.With(Drawn, noise.Uniform([x.Count, dimensions], x.X.Device).Lt(probability).To(x.X.DType)) : x;

    /// <inheritdoc/>
    public Distribution Restrict(Batch x, Distribution rest) => new Unmasked(rest, 1 - Places(x));
}
