namespace Elbo.Torch.Nn;

/// <summary>
/// Repeats every pixel twice along both axes and convolves with a kernel of 3 and zeros around: <c>[B, in, H, W]</c> to <c>[B, out, 2H + a, 2W + b]</c>, with a, b of 0 or 1, where the
/// last row or column goes on beyond the edge.
/// </summary>
/// <param name="inChannels">Channels of the input.</param>
/// <param name="outChannels">Channels of the output.</param>
/// <param name="generator">Draws the start.</param>
/// <param name="odd">Whether the output has a row, a column more than twice the input's.</param>
/// <param name="bias">Whether a bias <c>[out]</c> is added.</param>
/// <param name="weightInit">Start of the weight <c>[out, in, 3, 3]</c>; left out: U(±1/√fan in).</param>
/// <param name="biasInit">Start of the bias; left out: as the weight's.</param>
public sealed class ResizeConv2d(long inChannels, long outChannels, Generator generator, (bool Row, bool Column) odd = default, bool bias = true, Initialiser? weightInit = null,
    Initialiser? biasInit = null, DType dtype = DType.F32)
    : ConvolutionLayer(new ResizedConvolution(inChannels, outChannels, odd), generator, bias, weightInit, biasInit, dtype);
