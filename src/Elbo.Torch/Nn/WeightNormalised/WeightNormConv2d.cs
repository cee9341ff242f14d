namespace Elbo.Torch.Nn;

/// <summary>Weight-normalised <see cref="Conv2d"/>; see <see cref="WeightNormLayer"/>.</summary>
/// <param name="weightInit">Start of v; left out: U(±1/√fan in). The paper draws N(0, 0.05²).</param>
/// <param name="logarithmic">Whether log g is learned in place of g.</param>
/// <inheritdoc cref="Conv2d(long, long, AxisSizes, Generator, AxisSizes, AxisSizes, AxisSizes, long, bool, Initialiser, Initialiser, DType)"/>
public sealed class WeightNormConv2d(long inChannels, long outChannels, AxisSizes kernel, Generator generator, AxisSizes stride = default,
    AxisSizes padding = default, AxisSizes dilation = default, long groups = 1, Initialiser? weightInit = null, DType dtype = DType.F32, bool logarithmic = false)
    : WeightNormConvolution(new(2, inChannels, outChannels, kernel, stride, padding, dilation, groups), generator, weightInit, dtype, logarithmic: logarithmic);
