using Elbo.Torch;
using Elbo.Torch.Fused;
using Elbo.Torch.Nn;

namespace Elbo.Models.Networks;

/// <summary>x + conv₂(ReLU(conv₁(ReLU(x)))) with conv₁ 3×3 and conv₂ 1×1, [B, W, H, W′] to the same (arXiv 1711.00937, §4.1). Names <c>conv1</c>, <c>conv2</c>.</summary>
public sealed class RectifiedResidualBlock : Layer
{
    private readonly Conv2d conv1, conv2;

    /// <param name="width">Channels of input and output.</param>
    /// <param name="inner">Channels between the convolutions.</param>
    public RectifiedResidualBlock(long width, long inner, Generator generator)
    {
        conv1 = Child("conv1", new Conv2d(width, inner, 3, generator, padding: 1, weightInit: GridNetworkConfig.AfterRelu, biasInit: Initialisers.Zeros));
        // Nothing rectifies the sum, and each block adds to it: the smaller start keeps it from growing twofold per block.
        conv2 = Child("conv2", new Conv2d(inner, width, 1, generator, weightInit: Initialisers.GlorotUniform(), biasInit: Initialisers.Zeros));
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x + conv2.Forward(conv1.Forward(x.Relu(), Activation.Relu));

    /// <summary>Blocks named "0", "1", …, and a ReLU after the last.</summary>
    internal static Sequential Stack(GridNetworkConfig config, Generator generator) =>
        new([.. Enumerable.Range(0, config.ResidualBlocks).Select(_ => (Layer)new RectifiedResidualBlock(config.Width, config.Inner, generator)), new Relu()]);
}
