using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Networks;

/// <summary>
/// Tells a prior over a grid of codes of the vectors of a coarser grid: a 3×3 convolution, a residual block and ReLU there, then each value repeated over its
/// block of places, [B, h, w, D] → [B, M, H, W].
/// </summary>
public sealed class CodeMap : Layer
{
    private readonly Conv2d input;
    private readonly RectifiedResidualBlock block;
    private readonly long[] places;

    /// <param name="size">D.</param>
    /// <param name="channels">M.</param>
    /// <param name="height">H.</param>
    /// <param name="width">W.</param>
    public CodeMap(int size, int channels, int height, int width, Generator generator)
    {
        input = Child("input", new Conv2d(size, channels, 3, generator, padding: 1, weightInit: Initialisers.KaimingUniform(1), biasInit: Initialisers.Zeros));
        block = Child("block", new RectifiedResidualBlock(channels, channels, generator));
        places = [height, width];
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => block.Forward(input.Forward(x.Permute([0, 3, 1, 2]))).Relu().UpsampleNearest2d(places);
}
