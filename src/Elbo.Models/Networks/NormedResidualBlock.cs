using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Networks;

/// <summary>
/// x + 0.1 conv₂(ELU(conv₁(ELU(x)))) with weight-normalised convolutions of kernel 3 (Kingma et al. 2016, arXiv 1606.04934, appendices A and B), as it is, halving
/// an image or doubling it; where the shape changes a convolution of that stride carries x over.
/// </summary>
public sealed class NormedResidualBlock : Layer, IDataInitialised
{
    private const double Share = 0.1;

    private readonly WeightNormLayer conv1, conv2;
    private readonly WeightNormLayer? shortcut;

    private NormedResidualBlock(WeightNormLayer conv1, WeightNormLayer conv2, WeightNormLayer? shortcut)
    {
        this.conv1 = Child("conv_1", conv1);
        this.conv2 = Child("conv_2", conv2);
        if (shortcut is not null) this.shortcut = Child("shortcut", shortcut);
    }

    /// <summary>[B, C, H, W] to the same.</summary>
    public static NormedResidualBlock Same(int channels, Generator generator) => new(Conv(channels, channels, generator), Conv(channels, channels, generator), null);

    /// <summary>[B, I, H, W] to [B, O, ⌈H/2⌉, ⌈W/2⌉].</summary>
    public static NormedResidualBlock Down(int from, int to, Generator generator) => new(Conv(from, to, generator, 2), Conv(to, to, generator), Conv(from, to, generator, 2));

    /// <summary>[B, I, ⌈H/2⌉, ⌈W/2⌉] to [B, O, H, W].</summary>
    /// <param name="fine">H and W.</param>
    public static NormedResidualBlock Up(int from, int to, (int Height, int Width) fine, Generator generator)
    {
        AxisSizes rest = (1 - fine.Height % 2, 1 - fine.Width % 2);
        return new(Conv(from, from, generator), Enlarge(), Enlarge());

        WeightNormConvTranspose2d Enlarge() => new(from, to, 3, generator, 2, 1, rest);
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => (shortcut?.Forward(x) ?? x).Add(conv2.Forward(conv1.Forward(x.Elu()).Elu()), Share);

    /// <inheritdoc/>
    public Tensor InitialiseFromData(Tensor x) => (shortcut?.InitialiseFromData(x) ?? x).Add(conv2.InitialiseFromData(conv1.InitialiseFromData(x.Elu()).Elu()), Share);

    /// <summary>Sets what it adds up to 0.</summary>
    internal void Silence()
    {
        conv2.Length.ZeroInPlace();
        shortcut?.Length.ZeroInPlace();
    }

    private static WeightNormConv2d Conv(int from, int to, Generator generator, int stride = 1) => new(from, to, 3, generator, stride, 1);
}
