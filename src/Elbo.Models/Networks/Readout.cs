using Elbo.Torch;
using Elbo.Torch.Fused;
using Elbo.Torch.Nn;

namespace Elbo.Models.Networks;

/// <summary>The last layer of a decoder: features of a body to one number per dimension of x, [N, …] → [N, D].</summary>
public abstract class Readout : Layer
{
    /// <summary>Zero at the start; [D], a number for each dimension, where it reads features, so that a start can stand for an image.</summary>
    public abstract Tensor Bias { get; }

    /// <summary>Sets what reads the features to 0: until it has learned, the readout says its bias.</summary>
    internal abstract void ForgetFeatures();
}

/// <summary>W h + b, [N, H] → [N, D].</summary>
public sealed class DenseReadout : Readout
{
    private readonly Tensor weight;

    /// <param name="width">H.</param>
    /// <param name="dimensions">D.</param>
    public DenseReadout(long width, int dimensions, Generator generator, Initialiser weights)
    {
        using var scope = TensorScope.Enter();
        weight = Param("weight", Tensor.Empty([dimensions, width]));
        weights(weight, generator);
        Bias = Param("bias", Tensor.Zeros([dimensions]));
    }

    /// <inheritdoc/>
    public override Tensor Bias { get; }

    internal override void ForgetFeatures() => weight.ZeroInPlace();

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => LinearActivation.Apply(x, weight, Bias, Activation.Identity);
}

/// <summary>An enlarging convolution and a bias for each pixel and channel, [N, I, H/2, W/2] → [N, C·H·W].</summary>
public sealed class ConvReadout : Readout
{
    private readonly ConvolutionLayer convolution;

    /// <param name="inChannels">I.</param>
    /// <param name="step">From the feature map to the image.</param>
    public ConvReadout(int inChannels, ResolutionStep step, int channels, Upsampling upsampling, Generator generator, Initialiser weights)
    {
        using var scope = TensorScope.Enter();
        convolution = Child("convolution", step.Enlarge(upsampling, inChannels, channels, generator, weights, bias: false));
        Bias = Param("bias", Tensor.Zeros([channels * step.Fine.Height * step.Fine.Width]));
    }

    /// <inheritdoc/>
    public override Tensor Bias { get; }

    internal override void ForgetFeatures() => convolution.Weight.ZeroInPlace();

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => convolution.Forward(x).Flatten(1) + Bias;
}

/// <summary>One learned number for each channel, whatever the features are: [N, …] → [N, C·H·W]. Parameter <c>bias</c> [C].</summary>
public sealed class ChannelReadout : Readout
{
    private readonly long pixels;

    /// <param name="channels">C.</param>
    /// <param name="dimensions">C·H·W.</param>
    public ChannelReadout(int channels, int dimensions)
    {
        using var scope = TensorScope.Enter();
        pixels = dimensions / channels;
        Bias = Param("bias", Tensor.Zeros([channels]));
    }

    /// <inheritdoc/>
    public override Tensor Bias { get; }

    internal override void ForgetFeatures()
    {
        // It reads none.
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Bias.RepeatInterleave(pixels, 0).Expand([x.Size(0), -1]);
}
