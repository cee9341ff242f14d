using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Networks;

/// <summary><see cref="ResNetEncoder"/> backwards up to the last block, which is the <see cref="ResidualReadout"/>: [N, Z] → [N, channels[0], H/2, W/2].</summary>
public sealed class ResNetDecoder : Layer, IDataInitialised
{
    private readonly WeightNormLinear dense1, dense2;
    private readonly Sequential blocks;
    private readonly long[] innermost;

    /// <param name="latent">Z.</param>
    /// <param name="shape">[C, H, W].</param>
    /// <param name="channels">As the encoder has them.</param>
    /// <param name="width">Of the fully connected layer.</param>
    public ResNetDecoder(int latent, IReadOnlyList<int> shape, IReadOnlyList<int> channels, int width, Generator generator)
    {
        var sizes = ResNetEncoder.Sizes(shape, channels.Count);
        innermost = [-1, channels[^1], sizes[^1].Height, sizes[^1].Width];
        dense1 = Child("dense_1", NormedStart.Of(new WeightNormLinear(latent, width, generator)));
        dense2 = Child("dense_2", NormedStart.Of(new WeightNormLinear(width, channels[^1] * sizes[^1].Height * sizes[^1].Width, generator)));
        List<Layer> layers = [];
        for (var k = channels.Count - 1; k > 0; k--)
        {
            layers.Add(NormedResidualBlock.Up(channels[k], channels[k - 1], sizes[k], generator));
            layers.Add(NormedResidualBlock.Same(channels[k - 1], generator));
        }
        blocks = Child("blocks", NormedStart.Of(new Sequential([.. layers])));
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => blocks.Forward(dense2.Forward(dense1.Forward(x).Elu()).Reshape(innermost));

    /// <inheritdoc/>
    public Tensor InitialiseFromData(Tensor x) => blocks.InitialiseFromData(dense2.InitialiseFromData(dense1.InitialiseFromData(x).Elu()).Reshape(innermost));
}

/// <summary>A doubling residual block and a bias for each pixel and channel, [N, I, H/2, W/2] → [N, C·H·W].</summary>
public sealed class ResidualReadout : Readout
{
    private readonly NormedResidualBlock block;

    /// <param name="from">I.</param>
    /// <param name="shape">[C, H, W].</param>
    public ResidualReadout(int from, IReadOnlyList<int> shape, Generator generator)
    {
        using var scope = TensorScope.Enter();
        block = Child("block", NormedResidualBlock.Up(from, shape[0], (shape[1], shape[2]), generator));
        Bias = Param("bias", Tensor.Zeros([shape[0] * shape[1] * shape[2]]));
    }

    /// <inheritdoc/>
    public override Tensor Bias { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => block.Forward(x).Reshape([x.Size(0), -1]) + Bias;

    internal override void ForgetFeatures() => block.Silence();
}
