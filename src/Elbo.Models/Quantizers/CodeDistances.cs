using Elbo.Torch;

namespace Elbo.Models.Quantizers;

/// <summary>
/// ‖z − e‖² twice: as the commitment term, whose gradient reaches z alone, and as the codebook term, whose gradient reaches e alone
/// (van den Oord et al. 2017, eq. 3). One value, and the codebook itself is not needed again in backward, so it may change in between.
/// </summary>
internal sealed class CodeDistances : CustomFunction
{
    private readonly long codes;

    private CodeDistances(long codes) => this.codes = codes;

    /// <param name="z">[N, D].</param>
    /// <param name="codebook">[K, D].</param>
    /// <param name="chosen">[N], I64.</param>
    /// <param name="quantised">[N, D], the chosen rows, not recorded.</param>
    /// <returns>[N] each.</returns>
    public static (Tensor Commitment, Tensor Codebook) Of(Tensor z, Tensor codebook, Tensor chosen, Tensor quantised)
    {
        Tensor difference, commitment, learning;
        using (Gradients.Off())
        {
            difference = z - quantised;
            commitment = difference.Square().Sum([-1]);
            learning = commitment.Clone();
        }
        new CodeDistances(codebook.Size(0)).Attach([z, codebook], [commitment, learning], [difference, chosen]);
        return (commitment, learning);
    }

    protected override void Backward(ReadOnlySpan<Tensor?> incoming, ReadOnlySpan<Tensor> saved, ReadOnlySpan<bool> needed, Span<Tensor?> gradients)
    {
        var (difference, chosen) = (saved[0], saved[1]);
        if (needed[0] && incoming[0] is { } commitment) gradients[0] = difference * (commitment * 2).Unsqueeze(-1);
        if (needed[1] && incoming[1] is { } learning)
            gradients[1] = Tensor.Zeros([codes, difference.Size(1)], difference.DType, difference.Device).IndexAddInPlace(0, chosen, difference * (learning * -2).Unsqueeze(-1));
    }
}
