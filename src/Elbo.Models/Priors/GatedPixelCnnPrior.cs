using Elbo.Models.Networks;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Priors;

/// <summary>A gated PixelCNN over grids of codes, [H, W] or with several codes per position [H, W, G].</summary>
public sealed class GatedPixelCnnPrior : Module, ICodePrior
{
    private readonly GatedPixelCnn net;

    /// <param name="net">Becomes the child <c>net</c>.</param>
    /// <param name="height">H; the weights do not depend on it.</param>
    /// <param name="width">W.</param>
    public GatedPixelCnnPrior(GatedPixelCnn net, int height, int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        this.net = Child("net", net);
        Shape = net.Groups == 1 ? [height, width] : [height, width, net.Groups];
    }

    /// <inheritdoc/>
    public int CodebookSize => net.CodebookSize;

    /// <inheritdoc/>
    public IReadOnlyList<int> Shape { get; }

    /// <inheritdoc/>
    public Tensor CrossEntropy(Tensor codes, CodeConditions? conditions = null)
    {
        CodeShapes.Check(Shape, codes);
        return net.Forward(codes, conditions?.Classes, conditions?.Map).CrossEntropyLoss(codes, reduction: 0);
    }

    /// <inheritdoc/>
    public IAutoregressiveLogits Open(int rows, CodeConditions? conditions = null) =>
        net.Open(rows, Shape[0], Shape[1], conditions?.Classes, conditions?.Map);
}
