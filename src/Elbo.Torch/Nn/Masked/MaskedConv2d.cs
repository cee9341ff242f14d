namespace Elbo.Torch.Nn;

/// <summary>Autoregressive convolution over <c>[B, C, H, W]</c>; see <see cref="MaskedConvolution"/>.</summary>
/// <param name="type">A for a first layer, B for later ones.</param>
/// <param name="inChannels">Channels of the input, a multiple of <paramref name="colours"/>, colour by colour.</param>
/// <param name="outChannels">Channels of the output, a multiple of <paramref name="colours"/>, colour by colour.</param>
/// <param name="kernel">Odd sizes; the half after the centre is masked.</param>
/// <param name="generator">Draws the start.</param>
/// <param name="dilation">Distance between the elements the kernel sees; left out: 1.</param>
/// <param name="colours">Colours of one pixel, predicted one after the other.</param>
/// <param name="bias">Whether a bias is added.</param>
/// <param name="weightInit">Start of the weight; left out: U(±1/√fan in), masked elements counted.</param>
public sealed class MaskedConv2d(CausalMask type, long inChannels, long outChannels, AxisSizes kernel, Generator generator, AxisSizes dilation = default,
    int colours = 1, bool bias = true, Initialiser? weightInit = null, DType dtype = DType.F32)
    : MaskedConvolution(2, type, inChannels, outChannels, kernel, generator, dilation, colours, bias, weightInit, dtype);
