using Elbo.Data;
using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Models;

/// <summary>p(x | codes) of a model of codes, which has the density of its decoder and its reconstruction, but no draws of its own.</summary>
/// <param name="given">What the decoder is conditioned on.</param>
/// <param name="codes">I64 [S, B, …shape] or [B, …shape].</param>
internal sealed class CodeLikelihood(IPointCodeModel model, Batch given, Tensor codes)
    : Distribution([.. codes.Shape[..^model.Prior.Shape.Count], given.X.Size(-1)], 1, DType.F32, given.X.Device)
{
    /// <inheritdoc/>
    public override Support Support => Support.Real;

    /// <inheritdoc/>
    public override bool HasIndependentElements => false;

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        var batch = given with { X = x };
        return PerSample(c => model.LogLikelihood(batch, c));
    }

    /// <inheritdoc/>
    public override Tensor? Location() => PerSample(c => model.DecodeCodes(c, model.DecoderConditions(given)));

    /// <inheritdoc/>
    public override Drawn Draw(NoiseStream noise, params ReadOnlySpan<long> sampleShape) => throw new NotSupportedException($"{model.GetType().Name} shows the location of p(x | codes) and draws nothing from it");

    /// <inheritdoc/>
    public override Distribution Detached() => throw new NotSupportedException("turn gradients off instead");

    /// <inheritdoc/>
    public override Distribution Elements() => throw new NotSupportedException("its elements are not told apart");

    private Tensor PerSample(Func<Tensor, Tensor> of) => codes.Rank == model.Prior.Shape.Count + 1
        ? of(codes)
        : Ops.Stack([.. Enumerable.Range(0, checked((int)codes.Size(0))).Select(s => of(codes.Select(0, s)))], 0);
}
