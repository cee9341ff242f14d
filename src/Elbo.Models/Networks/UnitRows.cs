using Elbo.Torch;

namespace Elbo.Models.Networks;

/// <summary>Rows scaled to length 1; a row of zeros stays and passes no gradient on.</summary>
internal sealed class UnitRows : CustomFunction
{
    private const double Least = 1e-12;

    private static readonly UnitRows Instance = new();

    /// <param name="rows">[…, D].</param>
    public static Tensor Of(Tensor rows)
    {
        Tensor inverse, unit;
        using (Gradients.Off())
        {
            var length = rows.LinalgVectorNorm(2, [-1], keepdim: true);
            // 0 for a row without a direction, forwards and backwards.
            inverse = length.Gt(Least).Where(length.Reciprocal(), Tensor.Zeros([], rows.DType, rows.Device));
            unit = rows * inverse;
        }
        Instance.Attach([rows], [unit], [unit, inverse]);
        return unit;
    }

    // (g − u (u·g))/‖x‖.
    protected override void Backward(ReadOnlySpan<Tensor?> incoming, ReadOnlySpan<Tensor> saved, ReadOnlySpan<bool> needed, Span<Tensor?> gradients)
    {
        if (incoming[0] is not { } g) return;
        var (unit, inverse) = (saved[0], saved[1]);
        var along = (unit * g).Sum([-1], keepdim: true);
        gradients[0] = (unit * -along).AddInPlace(g).MulInPlace(inverse);
    }
}
