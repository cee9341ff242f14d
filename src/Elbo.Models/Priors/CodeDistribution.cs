using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Models.Priors;

/// <summary>A prior of codes as a distribution over I64 [B, …shape]: draws go code by code.</summary>
/// <param name="prior">Borrowed.</param>
/// <param name="count">B.</param>
/// <param name="conditions">Of the B examples; null for an unconditional prior.</param>
public sealed class CodeDistribution(ICodePrior prior, int count, CodeConditions? conditions, Device device = default)
    : Distribution([count, .. prior.Shape.Select(size => (long)size)], prior.Shape.Count, DType.I64, device)
{
    /// <inheritdoc/>
    public override Support Support => Support.Categories(prior.CodebookSize);

    /// <inheritdoc/>
    public override bool HasIndependentElements => false;

    /// <param name="x">Codes [S, B, …shape] or [B, …shape].</param>
    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        CheckEvent(x);
        if (x.Rank == Shape.Length) return prior.LogProb(x.To(DType.I64), conditions);
        return Ops.Stack([.. Enumerable.Range(0, checked((int)x.Size(0))).Select(s => prior.LogProb(x.Select(0, s).To(DType.I64), conditions))], 0);
    }

    /// <inheritdoc/>
    public override Drawn Draw(NoiseStream noise, params ReadOnlySpan<long> sampleShape)
    {
        if (sampleShape.Length == 0) return new(prior.Sample(count, noise, conditions), this, null);
        if (sampleShape.Length > 1) throw new ArgumentException("codes are drawn with one leading axis at most", nameof(sampleShape));
        var draws = new Tensor[sampleShape[0]];
        for (var s = 0; s < draws.Length; s++) draws[s] = prior.Sample(count, noise, conditions);
        return new(Ops.Stack(draws, 0), this, null);
    }

    /// <summary>Itself: its parameters are the networks of the prior, so turn gradients off around its use instead.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override Distribution Detached() => throw new NotSupportedException("a prior of codes cannot be detached from its networks; turn gradients off");

    /// <inheritdoc/>
    public override Distribution Elements() => throw new NotSupportedException("codes depend on the ones before them");

    /// <summary>Null: a code has no mean.</summary>
    public override Tensor? Location() => null;
}
