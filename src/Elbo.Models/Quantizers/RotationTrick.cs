using Elbo.Torch;

namespace Elbo.Models.Quantizers;

/// <summary>
/// q written as λ R z, where λ = ‖q‖/‖z‖ and R = I − 2 r rᵀ + 2 q̂ ẑᵀ with r = (ẑ + q̂)/‖ẑ + q̂‖ turns z into the direction of q; λ and R count as constants.
/// The gradient keeps its angle to the vector and is scaled by λ (Fifty et al. 2024, arXiv 2410.06424, eq. 4). Where one vector is 0 or
/// they are opposite, no such rotation is defined and the gradient is copied.
/// </summary>
internal sealed class RotationTrick : CustomFunction
{
    // Squared length of ẑ + q̂ below which rounding decides the direction of r.
    private const double Opposite = 1e-6;

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
        Tensor z = saved[0], q = saved[1];
        Tensor zNorm = z.LinalgVectorNorm(2, [-1], keepdim: true), qNorm = q.LinalgVectorNorm(2, [-1], keepdim: true);
        Tensor zUnit = z / zNorm, qUnit = q / qNorm;
        var sum = zUnit + qUnit;
        var square = sum.Square().Sum([-1], keepdim: true);
        var turned = g - sum * ((sum * g).Sum([-1], keepdim: true) * 2 / square) + zUnit * ((qUnit * g).Sum([-1], keepdim: true) * 2);
        // Not a number in each of the undefined cases, and then the comparison fails.
        var defined = square.Gt(Opposite);
        gradients[0] = defined.Where(turned * (qNorm / zNorm), g);
    }
}
