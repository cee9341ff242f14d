using Elbo.Torch.Fused;

namespace Elbo.Torch.Nn;

/// <summary>What the convolutions and transposed convolutions share: parameters <c>weight</c> and <c>bias</c> and their start U(±1/√fan in).</summary>
public abstract class ConvolutionLayer : Layer, IActivated
{
    private readonly IConvolution convolution;

    private protected ConvolutionLayer(IConvolution convolution, Generator generator, bool bias, Initialiser? weightInit, Initialiser? biasInit, DType dtype)
    {
        this.convolution = convolution;
        using var scope = TensorScope.Enter();
        Weight = Param("weight", Tensor.Empty(convolution.WeightShape, dtype, generator.Device));
        (weightInit ?? Initialisers.TorchWeight)(Weight, generator);
        if (!bias) return;
        Bias = Param("bias", Tensor.Empty([convolution.OutChannels], dtype, generator.Device));
        (biasInit ?? Initialisers.TorchBias(Weight))(Bias, generator);
    }

    /// <summary><c>[out, in/groups, kernel…]</c>; transposed <c>[in, out/groups, kernel…]</c>.</summary>
    public Tensor Weight { get; }

    /// <summary><c>[out]</c>; null when there is none.</summary>
    public Tensor? Bias { get; }

    /// <inheritdoc/>
    public sealed override Tensor Forward(Tensor x) => Forward(x, Activation.Identity);

    /// <summary><paramref name="activation"/> of the output, in the same pass where a kernel for it is there.</summary>
    public Tensor Forward(Tensor x, Activation activation) => convolution.Apply(x, Weight, Bias, activation);
}
