using Elbo.Torch;
using Elbo.Torch.Fused;

namespace Elbo.Models.Quantizers;

/// <summary>
/// q written as λ R z, where λ and the rotation R that turns z into the direction of q count as constants: the gradient keeps its angle to the
/// vector and is scaled by λ, see <see cref="TurnedRows"/> (Fifty et al. 2024, arXiv 2410.06424).
/// </summary>
internal sealed class RotationTrick : CustomFunction
{
    private static readonly RotationTrick Instance = new();

    /// <param name="z">[…, D].</param>
    /// <param name="q">[…, D], a fresh tensor computed without recording; it is returned.</param>
    public static Tensor Apply(Tensor z, Tensor q)
    {
        Instance.Attach([z], [q], [z, q]);
        return q;
    }

    protected override void Backward(ReadOnlySpan<Tensor?> incoming, ReadOnlySpan<Tensor> saved, ReadOnlySpan<bool> needed, Span<Tensor?> gradients)
    {
        if (incoming[0] is not { } g) return;
        long[] rows = [-1, saved[0].Size(-1)];
        gradients[0] = TurnedRows.Of(saved[0].Reshape(rows), saved[1].Reshape(rows), g.Reshape(rows)).View(saved[0].Shape);
    }
}
