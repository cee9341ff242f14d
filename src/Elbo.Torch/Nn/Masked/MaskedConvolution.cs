using Elbo.Torch.Fused;

namespace Elbo.Torch.Nn;

/// <summary>
/// A convolution that keeps the size and sees only what comes earlier in raster order: rows above, and to the left in the same row. With
/// several colours, a colour also sees the earlier colours of the same pixel (type B: itself too). Parameters <c>weight</c>, <c>bias</c>;
/// buffer <c>mask</c> of the weight's shape. van den Oord et al. 2016, figure 2.
/// </summary>
public abstract class MaskedConvolution : Layer, IActivated
{
    private readonly ConvolutionGeometry geometry;

    private protected MaskedConvolution(int axes, CausalMask type, long inChannels, long outChannels, AxisSizes kernel, Generator generator,
        AxisSizes dilation, int colours, bool bias, Initialiser? weightInit, DType dtype)
    {
        geometry = RasterMasks.Geometry(axes, inChannels, outChannels, kernel, dilation, colours);
        using var scope = TensorScope.Enter();
        Weight = Param("weight", Tensor.Empty(geometry.WeightShape, dtype, generator.Device));
        (weightInit ?? Initialisers.TorchWeight)(Weight, generator);
        if (bias)
        {
            Bias = Param("bias", Tensor.Empty([outChannels], dtype, generator.Device));
            Initialisers.TorchBias(Weight)(Bias, generator);
        }
        Mask = Buffer("mask", RasterMasks.Of(geometry, type, colours).To(generator.Device, dtype));
    }

    /// <summary><c>[out, in, kernel…]</c>.</summary>
    public Tensor Weight { get; }

    /// <summary><c>[out]</c>; null when there is none.</summary>
    public Tensor? Bias { get; }

    /// <summary>Zeros and ones of the weight's shape.</summary>
    public Tensor Mask { get; }

    /// <inheritdoc/>
    public sealed override Tensor Forward(Tensor x) => Forward(x, Activation.Identity);

    /// <summary><paramref name="activation"/> of the output, in the same pass where a kernel for it is there.</summary>
    public Tensor Forward(Tensor x, Activation activation) => geometry.Apply(x, Weight * Mask, Bias, activation);
}
