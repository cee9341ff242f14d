using Elbo.Torch.Fused;

namespace Elbo.Torch.Nn;

/// <summary>Kernel, stride, padding and the rest of a convolution over <see cref="Axes"/> spatial axes, checked.</summary>
internal sealed class ConvolutionGeometry : IConvolution
{
    private readonly ConvolutionActivation[] fused;

    public ConvolutionGeometry(int axes, long inChannels, long outChannels, AxisSizes kernel, AxisSizes stride, AxisSizes padding, AxisSizes dilation,
        long groups, AxisSizes outputPadding = default, bool transposed = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inChannels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(outChannels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(groups, 1);
        if (inChannels % groups != 0 || outChannels % groups != 0)
            throw new ArgumentException($"{groups} groups do not divide {inChannels} and {outChannels} channels", nameof(groups));
        (Axes, InChannels, OutChannels, Groups, IsTransposed) = (axes, inChannels, outChannels, groups, transposed);
        Kernel = kernel.For(axes, nameof(kernel), 1, 1);
        Stride = stride.For(axes, nameof(stride), 1, 1);
        Padding = padding.For(axes, nameof(padding), 0, 0);
        Dilation = dilation.For(axes, nameof(dilation), 1, 1);
        OutputPadding = outputPadding.For(axes, nameof(outputPadding), 0, 0);
        fused = ConvolutionActivation.For(this);
    }

    public int Axes { get; }

    public long InChannels { get; }

    public long OutChannels { get; }

    public long Groups { get; }

    public bool IsTransposed { get; }

    public long[] Kernel { get; }

    public long[] Stride { get; }

    public long[] Padding { get; }

    public long[] Dilation { get; }

    public long[] OutputPadding { get; }

    /// <summary><c>[out, in/groups, kernel…]</c>; transposed <c>[in, out/groups, kernel…]</c>.</summary>
    public long[] WeightShape => IsTransposed ? [InChannels, OutChannels / Groups, .. Kernel] : [OutChannels, InChannels / Groups, .. Kernel];

    public Tensor Apply(Tensor x, Tensor weight, Tensor? bias, Activation activation)
    {
        if (x.Rank != Axes + 2) throw new TorchException($"a convolution over {Axes} axes takes [batch, channels, {(Axes == 1 ? "length" : "sizes …")}], not {x}");
        return ConvolutionActivation.Takes(this, x, weight, bias)
            ? fused[(int)activation].Apply(x, weight, bias)
            : activation.Of(Products.Convolution(x, weight, bias, Stride, Padding, Dilation, IsTransposed, OutputPadding, Groups));
    }
}
