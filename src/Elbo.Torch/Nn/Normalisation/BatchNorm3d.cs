namespace Elbo.Torch.Nn;

/// <summary>Batch normalisation of <c>[B, C, D, H, W]</c>; see <see cref="BatchNorm"/>.</summary>
/// <param name="channels">C.</param>
/// <param name="epsilon">ε &gt; 0.</param>
/// <param name="momentum">Weight of a new batch in the running statistics, in [0, 1]; null averages all batches alike.</param>
/// <param name="affine">Whether γ and β are there.</param>
public sealed class BatchNorm3d(long channels, double epsilon = 1e-5, double? momentum = 0.1, bool affine = true, DType dtype = DType.F32, Device device = default)
    : BatchNorm(channels, epsilon, momentum, affine, dtype, device)
{
    private protected override bool Takes(int rank) => rank is 5;

    private protected override string Taken => "[B, C, D, H, W]";
}
