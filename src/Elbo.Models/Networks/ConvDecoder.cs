using Elbo.Torch;
using Elbo.Torch.Fused;
using Elbo.Torch.Nn;

namespace Elbo.Models.Networks;

/// <summary>
/// <see cref="ConvEncoder"/> backwards up to the last convolution, which is the <see cref="ConvReadout"/>: [N, Z] → [N, channels[0], H/2, W/2].
/// </summary>
public sealed class ConvDecoder : Layer
{
    private readonly Mlp dense;
    private readonly ConvolutionLayer[] convolutions;
    private readonly Activation activation;
    private readonly long[] innermost;

    /// <param name="latent">Z.</param>
    /// <param name="hidden">Widths of the layers before the first, in the order they are passed.</param>
    /// <param name="steps">From the image inwards.</param>
    /// <param name="channels">Channels after each halving of the image, as the encoder has them.</param>
    public ConvDecoder(int latent, IReadOnlyList<int> hidden, IReadOnlyList<ResolutionStep> steps, IReadOnlyList<int> channels, Upsampling upsampling, Activation activation,
        Generator generator, Initialiser weights)
    {
        this.activation = activation;
        var (height, width) = steps[^1].Coarse;
        innermost = [-1, channels[^1], height, width];
        dense = Child("dense", new Mlp(latent, [.. hidden, channels[^1] * height * width], activation, generator, weights));
        convolutions = new ConvolutionLayer[channels.Count - 1];
        for (var k = 0; k < convolutions.Length; k++)
        {
            var from = channels.Count - 1 - k;
            convolutions[k] = Child($"conv_{k + 1}", steps[from].Enlarge(upsampling, channels[from], channels[from - 1], generator, weights));
        }
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        var h = dense.Forward(x).Reshape(innermost);
        foreach (var convolution in convolutions) h = convolution.Forward(h, activation);
        return h;
    }
}
