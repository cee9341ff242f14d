using Elbo.Torch;
using Elbo.Torch.Fused;
using Elbo.Torch.Nn;

namespace Elbo.Models.Networks;

/// <summary>
/// <see cref="GridEncoder"/> backwards up to the last convolution, which is the <see cref="ConvReadout"/>: rows of a grid's numbers, channels
/// last, [N, H′·W′·E] → [N, F, H/2, W/2]. A convolution to the width (1×1; 3×3 in the reference variant), residual blocks, and transposed
/// convolutions 4×4 of stride 2, ReLU between all.
/// </summary>
public sealed class GridDecoder : Layer
{
    private readonly Conv2d input;
    private readonly Sequential residual;
    private readonly ConvTranspose2d[] convolutions;
    private readonly long[] grid;

    /// <param name="shape">[C, H, W].</param>
    /// <param name="size">E, length of a vector.</param>
    /// <exception cref="Configuration.ConfigException">The configuration is wrong or does not fit the images.</exception>
    public GridDecoder(GridNetworkConfig config, IReadOnlyList<int> shape, int size, Generator generator)
    {
        var steps = config.Ladder(shape);
        Channels = config.Outermost;
        var (height, width) = steps[^1].Coarse;
        grid = [-1, height, width, size];
        var kernel = config.Variant == GridVariant.Reference ? 3 : 1;
        // Nothing has rectified the vectors: slope 1 keeps their variance.
        input = Child("input", new Conv2d(size, config.Width, kernel, generator, padding: kernel / 2, weightInit: Initialisers.KaimingUniform(1), biasInit: Initialisers.Zeros));
        residual = Child("residual", RectifiedResidualBlock.Stack(config, generator));
        convolutions = new ConvTranspose2d[steps.Length - 1];
        for (var k = 0; k < convolutions.Length; k++)
        {
            var outChannels = k == convolutions.Length - 1 ? config.Outermost : config.Width;
            convolutions[k] = Child($"conv_{k + 1}", steps[^(k + 1)].Enlarge(config.Width, outChannels, generator, AfterRelu(config.Width)));
        }
    }

    /// <summary>F.</summary>
    public int Channels { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        var h = residual.Forward(input.Forward(x.Reshape(grid).Permute([0, 3, 1, 2])));
        foreach (var convolution in convolutions) h = convolution.Forward(h, Activation.Relu);
        return h;
    }

    // He et al. 2015: of a kernel of 4×4 with stride 2, four elements of each input channel meet in an output.
    private static Initialiser AfterRelu(long inChannels)
    {
        var bound = Math.Sqrt(6.0 / (4 * inChannels));
        return Initialisers.Uniform(-bound, bound);
    }
}
