using Elbo.Torch;

namespace Elbo.Models.Quantizers;

internal static class UnitRows
{
    private const double Least = 1e-12;

    /// <summary>Rows scaled to length 1; a row of zeros stays.</summary>
    public static Tensor Of(Tensor rows) => rows / rows.LinalgVectorNorm(2, [-1], keepdim: true).ClampMin(Least);
}
