using Elbo.Models.Configuration;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Networks;

/// <summary>
/// Residual blocks that halve an image, one that keeps it between any two of them, and a fully connected layer: [B, C·H·W] → [B, O] (Kingma et al. 2016,
/// arXiv 1606.04934, appendix B). Weight-normalised, ELU.
/// </summary>
public sealed class ResNetEncoder : Layer, IDataInitialised
{
    private readonly IReadOnlyList<int> shape;
    private readonly Sequential blocks;
    private readonly WeightNormLinear dense;

    /// <param name="shape">[C, H, W].</param>
    /// <param name="channels">After each halving.</param>
    /// <param name="width">O.</param>
    public ResNetEncoder(IReadOnlyList<int> shape, IReadOnlyList<int> channels, int width, Generator generator)
    {
        this.shape = shape;
        var sizes = Sizes(shape, channels.Count);
        List<Layer> layers = [];
        for (var k = 0; k < channels.Count; k++)
        {
            if (k > 0) layers.Add(NormedResidualBlock.Same(channels[k - 1], generator));
            layers.Add(NormedResidualBlock.Down(k == 0 ? shape[0] : channels[k - 1], channels[k], generator));
        }
        blocks = Child("blocks", NormedStart.Of(new Sequential([.. layers])));
        dense = Child("dense", NormedStart.Of(new WeightNormLinear(channels[^1] * sizes[^1].Height * sizes[^1].Width, width, generator)));
    }

    /// <summary>Sizes of the image from the data inwards, one more than halvings.</summary>
    /// <exception cref="ConfigException">The data has no such shape.</exception>
    public static (int Height, int Width)[] Sizes(IReadOnlyList<int> shape, int halvings)
    {
        if (shape.Count != 3) throw new ConfigException($"model.id: the model is of images of shape [channels, height, width], the data's is [{string.Join(", ", shape)}]");
        var sizes = new (int Height, int Width)[halvings + 1];
        sizes[0] = (shape[1], shape[2]);
        for (var k = 0; k < halvings; k++) sizes[k + 1] = ((sizes[k].Height + 1) / 2, (sizes[k].Width + 1) / 2);
        return sizes;
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => dense.Forward(blocks.Forward(Image(x)).Elu().Reshape([x.Size(0), -1])).Elu();

    /// <inheritdoc/>
    public Tensor InitialiseFromData(Tensor x) => dense.InitialiseFromData(blocks.InitialiseFromData(Image(x)).Elu().Reshape([x.Size(0), -1])).Elu();

    private Tensor Image(Tensor x) => x.Reshape([-1, shape[0], shape[1], shape[2]]);
}
