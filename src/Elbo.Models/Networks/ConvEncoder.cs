using Elbo.Torch;
using Elbo.Torch.Fused;
using Elbo.Torch.Nn;

namespace Elbo.Models.Networks;

/// <summary>Strided convolutions, each followed by the activation, then fully connected layers: [B, C·H·W] → [B, O].</summary>
public sealed class ConvEncoder : Layer
{
    private readonly IReadOnlyList<int> shape;
    private readonly Conv2d[] convolutions;
    private readonly Mlp dense;
    private readonly Activation activation;

    /// <param name="shape">[C, H, W].</param>
    /// <param name="channels">Channels after each halving of the image.</param>
    /// <param name="hidden">Widths of the layers after the last, none gives its features as they are.</param>
    public ConvEncoder(IReadOnlyList<int> shape, IReadOnlyList<int> channels, IReadOnlyList<int> hidden, Activation activation, Generator generator, Initialiser weights)
    {
        (this.shape, this.activation) = (shape, activation);
        var steps = ResolutionStep.Ladder(shape, channels.Count);
        convolutions = [.. steps.Select((step, k) => Child($"conv_{k + 1}", step.Reduce(k == 0 ? shape[0] : channels[k - 1], channels[k], generator, weights)))];
        var (height, width) = steps[^1].Coarse;
        dense = Child("dense", new Mlp(channels[^1] * height * width, hidden, activation, generator, weights));
    }

    /// <summary>O.</summary>
    public long Outputs => dense.Outputs;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        var h = x.Reshape([-1, shape[0], shape[1], shape[2]]);
        foreach (var convolution in convolutions) h = convolution.Forward(h, activation);
        return dense.Forward(h.Flatten(1));
    }
}
