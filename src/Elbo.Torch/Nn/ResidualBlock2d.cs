namespace Elbo.Torch.Nn;

/// <summary>
/// A pre-activation residual block: x + conv₂(a(n₂(conv₁(a(n₁(x)))))), <c>[B, in, H, W]</c> to <c>[B, out, H/stride, W/stride]</c>, with
/// 3×3 convolutions, activation a and normalisations n where asked for. A 1×1 convolution carries x over where the shape changes. Names
/// <c>norm1</c>, <c>conv1</c>, <c>norm2</c>, <c>conv2</c>, <c>shortcut</c>. He et al. 2016b, fig. 4 (e).
/// </summary>
public sealed class ResidualBlock2d : Layer
{
    private readonly Layer norm1, norm2, activation;
    private readonly Conv2d conv1, conv2;
    private readonly Conv2d? shortcut;

    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="generator">Draws the start.</param>
    /// <param name="activation">a, made once; left out: ReLU.</param>
    /// <param name="norm">Makes a normalisation for a number of channels; left out: none.</param>
    /// <param name="stride">Of the first convolution.</param>
    public ResidualBlock2d(long inChannels, long outChannels, Generator generator, Layer? activation = null, Func<long, Layer>? norm = null,
        long stride = 1, DType dtype = DType.F32)
    {
        this.activation = Child("activation", activation ?? new Relu());
        norm1 = Child("norm1", norm?.Invoke(inChannels) ?? new Identity());
        conv1 = Child("conv1", new Conv2d(inChannels, outChannels, 3, generator, stride, padding: 1, dtype: dtype));
        norm2 = Child("norm2", norm?.Invoke(outChannels) ?? new Identity());
        conv2 = Child("conv2", new Conv2d(outChannels, outChannels, 3, generator, padding: 1, dtype: dtype));
        if (inChannels != outChannels || stride != 1) shortcut = Child("shortcut", new Conv2d(inChannels, outChannels, 1, generator, stride, dtype: dtype));
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        var inner = activation.Forward(norm1.Forward(x));
        inner = norm2 is Identity && activation is IPointwise pointwise ? conv1.Forward(inner, pointwise.Kind) : activation.Forward(norm2.Forward(conv1.Forward(inner)));
        inner = conv2.Forward(inner);
        return (shortcut?.Forward(x) ?? x) + inner;
    }
}
