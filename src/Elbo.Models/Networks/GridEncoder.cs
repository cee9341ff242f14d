using Elbo.Torch;
using Elbo.Torch.Fused;
using Elbo.Torch.Nn;

namespace Elbo.Models.Networks;

/// <summary>
/// An image to a grid of vectors, channels last: [B, C·H·W] → [B, H′, W′, E], H′ and W′ halved as often as configured, rounded down.
/// Convolutions 4×4 of stride 2 with ReLU, in the reference variant one 3×3 more, residual blocks and ReLU, and a 1×1 convolution to E.
/// </summary>
public sealed class GridEncoder : Layer
{
    private readonly IReadOnlyList<int> shape;
    private readonly bool pixels;
    private readonly Conv2d[] convolutions;
    private readonly Sequential residual;
    private readonly Linear output;

    /// <param name="shape">[C, H, W].</param>
    /// <param name="size">E, length of a vector.</param>
    /// <param name="pixels">Whether the input is in [0, 1]; else it is features of another network.</param>
    /// <exception cref="Configuration.ConfigException">The configuration is wrong or does not fit the images.</exception>
    public GridEncoder(GridNetworkConfig config, IReadOnlyList<int> shape, int size, Generator generator, bool pixels = true)
    {
        (this.shape, this.pixels) = (shape, pixels);
        var steps = config.Ladder(shape);
        ((Height, Width), Size) = (steps[^1].Coarse, size);
        var halvings = steps.Select((step, k) => step.Reduce(
            k switch { 0 => shape[0], 1 => config.Outermost, _ => config.Width }, k == 0 ? config.Outermost : config.Width, generator, GridNetworkConfig.AfterRelu));
        if (config.Variant == GridVariant.Reference)
            halvings = halvings.Append(new(config.Width, config.Width, 3, generator, padding: 1, weightInit: GridNetworkConfig.AfterRelu, biasInit: Initialisers.Zeros));
        convolutions = [.. halvings.Select((layer, k) => Child($"conv_{k + 1}", layer))];
        residual = Child("residual", RectifiedResidualBlock.Stack(config, generator));
        output = Child("output", new Linear(config.Width, size, generator, weightInit: Initialisers.GlorotUniform(), biasInit: Initialisers.Zeros));
    }

    /// <summary>H′.</summary>
    public int Height { get; }

    /// <summary>W′.</summary>
    public int Width { get; }

    /// <summary>E.</summary>
    public int Size { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        var h = x.Reshape([-1, shape[0], shape[1], shape[2]]);
        // To [−1, 1]: features then start without a common offset.
        if (pixels) h = h * 2 - 1;
        foreach (var convolution in convolutions) h = convolution.Forward(h, Activation.Relu);
        // The 1×1 convolution as a product of rows: the features are moved, which may be far fewer than the numbers of the grid.
        return output.Forward(residual.Forward(h).Permute([0, 2, 3, 1]).Contiguous());
    }
}
