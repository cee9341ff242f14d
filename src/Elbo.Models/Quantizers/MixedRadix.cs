using Elbo.Torch;

namespace Elbo.Models.Quantizers;

/// <summary>Numbers written with digits of different bases, the first the least significant: Σ_i d_i ∏_{j&lt;i} L_j.</summary>
internal sealed class MixedRadix
{
    private readonly int[] bases;
    private readonly long[] places;

    /// <param name="bases">L, each at least 2; their product must fit an <see cref="int"/>.</param>
    public MixedRadix(IReadOnlyList<int> bases)
    {
        this.bases = [.. bases];
        places = new long[bases.Count];
        long product = 1;
        for (var i = 0; i < bases.Count; i++)
        {
            places[i] = product;
            product = checked(product * bases[i]);
        }
        Count = checked((int)product);
    }

    /// <summary>How many numbers there are.</summary>
    public int Count { get; }

    /// <summary>I64 [N, n] to [N].</summary>
    public Tensor ToNumber(Tensor digits) => (digits * Tensor.From(places).To(digits.Device, DType.I64)).Sum([-1]);

    /// <summary>I64 [N] to [N, n].</summary>
    public Tensor ToDigits(Tensor numbers) => Ops.Stack(
        [.. bases.Select((b, i) => numbers.Div(places[i], "floor").Remainder(b))], -1);
}
