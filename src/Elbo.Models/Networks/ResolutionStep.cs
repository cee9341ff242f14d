using Elbo.Models.Configuration;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Networks;

/// <summary>One halving of an image, by convolutions of kernel 4, stride 2 and padding 1, and its undoing: any size comes back to itself.</summary>
/// <param name="Fine">Size before.</param>
/// <param name="Coarse">Size after: each half of before, rounded down.</param>
public readonly record struct ResolutionStep((int Height, int Width) Fine, (int Height, int Width) Coarse)
{
    private const int Kernel = 4, Stride = 2, Padding = 1;

    /// <summary>The steps of a network, from the image inwards.</summary>
    /// <param name="shape">Shape of one example, [C, H, W].</param>
    /// <param name="count">How many times the image is halved.</param>
    /// <exception cref="ConfigException">The data has no such shape, or becomes too small.</exception>
    public static ResolutionStep[] Ladder(IReadOnlyList<int> shape, int count)
    {
        if (shape.Count != 3)
            throw new ConfigException($"model.network: conv needs images of shape [channels, height, width], the data's is [{string.Join(", ", shape)}]; use mlp");
        var steps = new ResolutionStep[count];
        var size = (Height: shape[1], Width: shape[2]);
        for (var k = 0; k < count; k++)
        {
            if (Math.Min(size.Height, size.Width) < 2)
                throw new ConfigException($"model.channels: {shape[1]} × {shape[2]} images cannot be halved {count} times; list at most {k}");
            var half = (size.Height / 2, size.Width / 2);
            (steps[k], size) = (new(size, half), half);
        }
        return steps;
    }

    /// <summary>The convolution from <see cref="Fine"/> to <see cref="Coarse"/>.</summary>
    public Conv2d Reduce(long inChannels, long outChannels, Generator generator, Initialiser weights) =>
        new(inChannels, outChannels, Kernel, generator, Stride, Padding, weightInit: weights, biasInit: Initialisers.Zeros);

    /// <summary>What leads from <see cref="Coarse"/> to <see cref="Fine"/> in either way.</summary>
    public ConvolutionLayer Enlarge(Upsampling way, long inChannels, long outChannels, Generator generator, Initialiser weights, bool bias = true) => way == Upsampling.Transposed
        ? Enlarge(inChannels, outChannels, generator, weights, bias)
        : new ResizeConv2d(inChannels, outChannels, generator, (Fine.Height % 2 == 1, Fine.Width % 2 == 1), bias, weights, Initialisers.Zeros);

    /// <summary>The transposed convolution from <see cref="Coarse"/> to <see cref="Fine"/>, which adds the row or column that an odd size lost.</summary>
    public ConvTranspose2d Enlarge(long inChannels, long outChannels, Generator generator, Initialiser weights, bool bias = true) =>
        new(inChannels, outChannels, Kernel, generator, Stride, Padding, (Fine.Height % 2, Fine.Width % 2), bias: bias, weightInit: weights,
            biasInit: Initialisers.Zeros);
}
