namespace Elbo.Torch.Nn;

/// <summary>A <see cref="ConvTranspose2d"/> whose weight is w = g·v/‖v‖ with a length for each output channel; see <see cref="WeightNormLayer"/>.</summary>
/// <param name="logarithmic">Whether log g is learned in place of g.</param>
/// <inheritdoc cref="ConvTranspose2d"/>
public sealed class WeightNormConvTranspose2d(long inChannels, long outChannels, AxisSizes kernel, Generator generator, AxisSizes stride = default, AxisSizes padding = default,
    AxisSizes outputPadding = default, Initialiser? weightInit = null, DType dtype = DType.F32, bool logarithmic = false)
    : WeightNormConvolution(new(2, inChannels, outChannels, kernel, stride, padding, default, 1, outputPadding, transposed: true), generator, weightInit, dtype, logarithmic: logarithmic);
