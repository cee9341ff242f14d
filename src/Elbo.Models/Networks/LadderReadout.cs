using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Networks;

/// <summary>The features at the end of a ladder as maps again, [N, H·h·w] → [N, H, h, w], behind an ELU.</summary>
internal sealed class LadderFeatures(int channels, (int Height, int Width) size) : Layer
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.Reshape([-1, channels, size.Height, size.Width]).Elu();
}

/// <summary>A transposed convolution of kernel 5 and stride 2 and a bias for each pixel and channel, [N, H, h, w] → [N, C·H·W] (Kingma et al. 2016, arXiv 1606.04934, appendix A). Weight-normalised.</summary>
internal sealed class LadderReadout : Readout
{
    private readonly WeightNormConvTranspose2d convolution;

    /// <param name="from">H.</param>
    /// <param name="shape">[C, H, W].</param>
    public LadderReadout(int from, IReadOnlyList<int> shape, Generator generator)
    {
        using var scope = TensorScope.Enter();
        convolution = Child("convolution", LadderLayers.Enlarge(from, shape[0], (shape[1], shape[2]), generator, kernel: 5));
        Bias = Param("bias", Tensor.Zeros([shape[0] * shape[1] * shape[2]]));
    }

    /// <inheritdoc/>
    public override Tensor Bias { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Read(x, LayerPasses.Plain);

    /// <summary>Chooses the start of the convolution from features [N, H, h, w].</summary>
    public void Start(Tensor features) => Read(features, LayerPasses.Starting);

    internal override void ForgetFeatures()
    {
        using var off = Gradients.Off();
        // Nearly nothing, as a length by its logarithm is never 0.
        convolution.Stretch(1e-6);
        convolution.Bias.ZeroInPlace();
    }

    private Tensor Read(Tensor x, LayerPass pass) => pass(convolution, x).Reshape([x.Size(0), -1]) + Bias;
}
