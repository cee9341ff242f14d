using Elbo.Torch.Fused;

namespace Elbo.Torch.Nn;

/// <summary>
/// A convolution of kernel 3 over an image whose pixels are repeated. It is computed on the small image, at the cost of a transposed convolution: that of kernel 4 and stride 2 with
/// t = (w₂, w₁ + w₂, w₀ + w₁, w₀) along each axis gives the same numbers.
/// </summary>
internal sealed class ResizedConvolution(long inChannels, long outChannels, (bool Row, bool Column) odd) : IConvolution
{
    private const int Kernel = 3;

    private readonly ConvolutionGeometry geometry = new(2, inChannels, outChannels, Kernel + 1, stride: 2, padding: 1, dilation: 1, groups: 1, transposed: true);

    public long[] WeightShape => [geometry.OutChannels, geometry.InChannels, Kernel, Kernel];

    public long OutChannels => geometry.OutChannels;

    public Tensor Apply(Tensor x, Tensor weight, Tensor? bias, Activation activation)
    {
        var (height, width) = (x.Size(2), x.Size(3));
        if (odd.Row) x = Ops.Cat([x, x.Narrow(2, height - 1, 1)], 2);
        if (odd.Column) x = Ops.Cat([x, x.Narrow(3, width - 1, 1)], 3);
        // One row or column too many, of the pixel that was repeated for it.
        var y = geometry.Apply(x, SpreadOver(SpreadOver(weight.Flip([2, 3]).Transpose(0, 1), 2), 3).Contiguous(), bias, activation);
        if (odd.Row) y = y.Narrow(2, 0, 2 * height + 1);
        return odd.Column ? y.Narrow(3, 0, 2 * width + 1) : y;
    }

    /// <summary>Both of the pixels that one becomes are seen: a kernel of 3 along an axis becomes one of 4.</summary>
    private static Tensor SpreadOver(Tensor kernel, int axis)
    {
        long[] before = axis == 3 ? [1, 0] : [0, 0, 1, 0], after = axis == 3 ? [0, 1] : [0, 0, 0, 1];
        return kernel.ConstantPadNd(before) + kernel.ConstantPadNd(after);
    }
}
