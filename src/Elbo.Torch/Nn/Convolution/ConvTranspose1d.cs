namespace Elbo.Torch.Nn;

/// <summary>
/// The adjoint of <see cref="Conv1d"/> in its input, which enlarges: <c>[B, in, L]</c> to <c>[B, out, L′]</c> with
/// L′ = (L − 1)·stride − 2·padding + dilation·(kernel − 1) + outputPadding + 1.
/// </summary>
/// <param name="inChannels">Channels of the input, a multiple of <paramref name="groups"/>.</param>
/// <param name="outChannels">Channels of the output, a multiple of <paramref name="groups"/>.</param>
/// <param name="kernel">Sizes of the kernel.</param>
/// <param name="generator">Draws the start.</param>
/// <param name="stride">Distance of two inputs in the output; left out: 1.</param>
/// <param name="padding">Elements cut off at both ends; left out: none.</param>
/// <param name="outputPadding">Elements added at the far end, fewer than the stride or the dilation; left out: none.</param>
/// <param name="dilation">Distance between the elements the kernel writes; left out: 1.</param>
/// <param name="groups">Independent groups of channels.</param>
/// <param name="bias">Whether a bias <c>[out]</c> is added.</param>
/// <param name="weightInit">Start of the weight; left out: U(±1/√fan in), the fan in being that of PyTorch, out/groups·∏kernel.</param>
/// <param name="biasInit">Start of the bias; left out: as the weight's.</param>
public sealed class ConvTranspose1d(long inChannels, long outChannels, AxisSizes kernel, Generator generator, AxisSizes stride = default,
    AxisSizes padding = default, AxisSizes outputPadding = default, AxisSizes dilation = default, long groups = 1, bool bias = true,
    Initialiser? weightInit = null, Initialiser? biasInit = null, DType dtype = DType.F32)
    : ConvolutionLayer(new ConvolutionGeometry(1, inChannels, outChannels, kernel, stride, padding, dilation, groups, outputPadding, transposed: true),
        generator, bias, weightInit, biasInit, dtype);
