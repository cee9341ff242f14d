using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>The affine map x = μ + L u of joint distributions, L lower triangular with a positive diagonal, which the upper part is ignored of.</summary>
/// <param name="Mu">μ, <c>[batch…, D]</c>.</param>
/// <param name="Lower">L, <c>[batch…, D, D]</c>.</param>
internal readonly record struct LocationFactor(Tensor Mu, Tensor Lower)
{
    /// <summary><c>[batch…, D]</c> of both.</summary>
    /// <exception cref="ArgumentException">L is no square matrix of the size of μ.</exception>
    public static long[] Shape(Tensor mu, Tensor lower)
    {
        if (mu.Rank < 1 || lower.Rank < 2 || lower.Size(-1) != mu.Size(-1) || lower.Size(-2) != mu.Size(-1))
            throw new ArgumentException($"the factor {lower} is no [D, D] for the location {mu}");
        return Shapes.Broadcast(mu.Shape, lower.Shape[..^1]);
    }

    /// <summary>μ + L u.</summary>
    /// <param name="u"><c>[sample…, batch…, D]</c>.</param>
    public Tensor Apply(Tensor u)
    {
        var factor = Lower.Tril().Transpose(-1, -2);
        return Mu + (factor.Rank == 2 ? u.Matmul(factor) : u.Unsqueeze(-2).Matmul(factor).Squeeze(-2));
    }

    /// <summary>L⁻¹ (x − μ), as the rows v of v Lᵀ = x − μ.</summary>
    /// <param name="x"><c>[sample…, batch…, D]</c>.</param>
    public Tensor Whiten(Tensor x)
    {
        var factor = Lower.Transpose(-1, -2);
        var distance = x - Mu;
        if (factor.Rank > 2) return factor.LinalgSolveTriangular(distance.Unsqueeze(-2), upper: true, left: false).Squeeze(-2);
        var rows = distance.Reshape([-1, distance.Size(-1)]);
        return factor.LinalgSolveTriangular(rows, upper: true, left: false).Reshape(distance.Shape);
    }

    /// <summary>L⁻¹ M for another factor M of the same size.</summary>
    public Tensor WhitenFactor(Tensor other) => Lower.LinalgSolveTriangular(other.Tril(), upper: false);

    /// <summary>log det L, <c>[batch…]</c>.</summary>
    public Tensor LogDet() => Lower.Diagonal(0, -2, -1).Log().Sum([-1]);

    /// <summary>Σ_j L_ij² over the rows: the diagonal of L Lᵀ, <c>[batch…, D]</c>.</summary>
    public Tensor SquaredRows() => Lower.Tril().Square().Sum([-1]);
}
