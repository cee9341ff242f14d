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
        var sizes = kernel.For(axes, nameof(kernel), 1, 1);
        if (sizes.Any(size => size % 2 == 0)) throw new ArgumentException("a masked kernel needs a centre: odd sizes", nameof(kernel));
        ArgumentOutOfRangeException.ThrowIfLessThan(colours, 1);
        if (inChannels % colours != 0 || outChannels % colours != 0) throw new ArgumentException($"{colours} colours do not divide {inChannels} and {outChannels} channels", nameof(colours));
        var padding = sizes.Zip(dilation.For(axes, nameof(dilation), 1, 1), (size, apart) => size / 2 * apart).ToArray();
        geometry = new(axes, inChannels, outChannels, kernel, 1, new AxisSizes(padding), dilation, 1);
        using var scope = TensorScope.Enter();
        Weight = Param("weight", Tensor.Empty(geometry.WeightShape, dtype, generator.Device));
        (weightInit ?? Initialisers.TorchWeight)(Weight, generator);
        if (bias)
        {
            Bias = Param("bias", Tensor.Empty([outChannels], dtype, generator.Device));
            Initialisers.TorchBias(Weight)(Bias, generator);
        }
        Mask = Buffer("mask", RasterMask(type, colours).To(generator.Device, dtype));
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

    private Tensor RasterMask(CausalMask type, int colours)
    {
        var (outputs, inputs) = (geometry.OutChannels, geometry.InChannels);
        var field = geometry.Kernel.Aggregate(1L, (product, size) => product * size);
        var mask = new float[outputs * inputs * field];
        for (var o = 0L; o < outputs; o++)
        {
            for (var i = 0L; i < inputs; i++)
            {
                var (own, seen) = (o * colours / outputs, i * colours / inputs);
                // Flattened, an odd kernel has its centre in the middle and raster order before it.
                for (var k = 0L; k < field; k++)
                    mask[(((o * inputs) + i) * field) + k] = k < field / 2 || (k == field / 2 && (type == CausalMask.B ? seen <= own : seen < own)) ? 1 : 0;
            }
        }
        return Tensor.From(mask, geometry.WeightShape);
    }
}
