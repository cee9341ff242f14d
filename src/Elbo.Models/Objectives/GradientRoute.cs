using Elbo.Torch;

namespace Elbo.Models.Objectives;

/// <summary>
/// Draws as they are, whose gradient is multiplied on its way back by a factor per draw. The factor may be known only after all that was computed from
/// the draws, as normalised importance weights are. One for each draw.
/// </summary>
internal sealed class GradientRoute : CustomFunction
{
    private Tensor? factor;

    /// <summary>The same values.</summary>
    /// <param name="z">[S, B, …].</param>
    public Tensor Through(Tensor z)
    {
        Tensor same;
        using (Gradients.Off()) same = z.Detach().Clone();
        Attach([z], [same], []);
        return same;
    }

    /// <summary>Says the factor, before gradients are taken.</summary>
    /// <param name="values">[S, B] without gradient.</param>
    public void Set(Tensor values) => factor = values;

    /// <inheritdoc/>
    protected override void Backward(ReadOnlySpan<Tensor?> incoming, ReadOnlySpan<Tensor> saved, ReadOnlySpan<bool> needed, Span<Tensor?> gradients)
    {
        if (incoming[0] is not { } gradient) return;
        var factors = factor ?? throw new InvalidOperationException("gradients are taken before their factor is known");
        gradients[0] = gradient * factors.View([.. factors.Shape, .. Enumerable.Repeat(1L, gradient.Rank - factors.Rank)]);
    }
}
