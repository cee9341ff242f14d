using Elbo.Torch;

namespace Elbo.Models.Objectives;

/// <summary>
/// 2 E‖a − b‖ − E‖a − a′‖ − E‖b − b′‖ of two sets of examples (Székely and Rizzo 2013): 0 where both have one distribution, above where they differ, in the unit of the data and without a width to
/// choose.
/// </summary>
public static class EnergyDistance
{
    /// <summary>The unbiased estimate [], 0 on average where both come from one distribution; 0 for n = 1.</summary>
    /// <param name="a">[n, D].</param>
    /// <param name="b">[n, D].</param>
    public static Tensor Of(Tensor a, Tensor b)
    {
        var n = a.Size(0);
        return n == 1 ? Tensor.Zeros([], a.DType, a.Device) : PairDistances.Squared(a, b).Sqrt().Mean() * 2 - Within(a) - Within(b);

        // Each is at no distance from itself, but for rounding.
        Tensor Within(Tensor x) => (PairDistances.Squared(x, x).Sqrt() * (1 - Ops.Eye(n, x.DType, x.Device))).Sum() / (n * (n - 1));
    }
}
