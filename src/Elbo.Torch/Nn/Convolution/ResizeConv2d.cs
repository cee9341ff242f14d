using Elbo.Torch.Fused;

namespace Elbo.Torch.Nn;

/// <summary>
/// Repeats every pixel twice along both axes and convolves with a kernel of 3 and zeros around: <c>[B, in, H, W]</c> to <c>[B, out, 2H + a, 2W + b]</c>, with a, b of 0 or 1, where the
/// last row or column goes on beyond the edge. Parameters <c>weight</c> <c>[out, in, 3, 3]</c> and <c>bias</c> <c>[out]</c>.
/// </summary>
/// <remarks>
/// Computed on the small map, at the cost of a transposed convolution: that of kernel 4 and stride 2 with t = (w₂, w₁ + w₂, w₀ + w₁, w₀) along each axis gives the same numbers.
/// </remarks>
public sealed class ResizeConv2d : Layer, IActivated
{
    private const int Kernel = 3;

    private readonly ConvolutionGeometry geometry;
    private readonly (bool Row, bool Column) odd;

    /// <param name="odd">Whether the output has a row, a column more than twice the input's.</param>
    /// <param name="bias">Whether a bias is added.</param>
    /// <param name="weightInit">Start of the weight; left out: U(±1/√fan in).</param>
    /// <param name="biasInit">Start of the bias; left out: as the weight's.</param>
    public ResizeConv2d(long inChannels, long outChannels, Generator generator, (bool Row, bool Column) odd = default, bool bias = true, Initialiser? weightInit = null, Initialiser? biasInit = null,
        DType dtype = DType.F32)
    {
        this.odd = odd;
        geometry = new(2, inChannels, outChannels, Kernel + 1, stride: 2, padding: 1, dilation: 1, groups: 1, transposed: true);
        using var scope = TensorScope.Enter();
        Weight = Param("weight", Tensor.Empty([outChannels, inChannels, Kernel, Kernel], dtype, generator.Device));
        (weightInit ?? Initialisers.TorchWeight)(Weight, generator);
        if (!bias) return;
        Bias = Param("bias", Tensor.Empty([outChannels], dtype, generator.Device));
        (biasInit ?? Initialisers.TorchBias(Weight))(Bias, generator);
    }

    /// <summary>The kernel, <c>[out, in, height, width]</c>.</summary>
    public Tensor Weight { get; }

    /// <summary>Null when there is none.</summary>
    public Tensor? Bias { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Forward(x, Activation.Identity);

    /// <summary>The same followed by an activation, in one pass.</summary>
    public Tensor Forward(Tensor x, Activation activation)
    {
        var (height, width) = (x.Size(2), x.Size(3));
        if (odd.Row) x = Ops.Cat([x, x.Narrow(2, height - 1, 1)], 2);
        if (odd.Column) x = Ops.Cat([x, x.Narrow(3, width - 1, 1)], 3);
        // One row or column too many, of the pixel that was repeated for it.
        var y = geometry.Apply(x, SpreadOver(SpreadOver(Weight.Flip([2, 3]).Transpose(0, 1), 2), 3).Contiguous(), Bias, activation);
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
