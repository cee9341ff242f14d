namespace Elbo.Torch.Nn;

/// <summary>Cross-correlation over 1 axis: <c>[B, in, L]</c> to <c>[B, out, L′]</c> with L′ = ⌊(L + 2·padding − dilation·(kernel − 1) − 1)/stride⌋ + 1.</summary>
/// <param name="inChannels">Channels of the input, a multiple of <paramref name="groups"/>.</param>
/// <param name="outChannels">Channels of the output, a multiple of <paramref name="groups"/>.</param>
/// <param name="kernel">Sizes of the kernel.</param>
/// <param name="generator">Draws the start.</param>
/// <param name="stride">Steps of the kernel; left out: 1.</param>
/// <param name="padding">Zeros added at both ends; left out: none.</param>
/// <param name="dilation">Distance between the elements the kernel sees; left out: 1.</param>
/// <param name="groups">Independent groups of channels.</param>
/// <param name="bias">Whether a bias <c>[out]</c> is added.</param>
/// <param name="weightInit">Start of the weight; left out: U(±1/√fan in).</param>
/// <param name="biasInit">Start of the bias; left out: as the weight's.</param>
public sealed class Conv1d(long inChannels, long outChannels, AxisSizes kernel, Generator generator, AxisSizes stride = default,
    AxisSizes padding = default, AxisSizes dilation = default, long groups = 1, bool bias = true, Initialiser? weightInit = null,
    Initialiser? biasInit = null, DType dtype = DType.F32)
    : ConvolutionLayer(new ConvolutionGeometry(1, inChannels, outChannels, kernel, stride, padding, dilation, groups), generator, bias, weightInit, biasInit, dtype);
