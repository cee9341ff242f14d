using Elbo.Models.Conditionals;
using Elbo.Models.Likelihoods;
using Elbo.Models.Networks;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Architectures;

/// <summary>The kind of network next to the data.</summary>
public enum NetworkKind
{
    /// <summary>Fully connected layers.</summary>
    Mlp,

    /// <summary>Convolutions of stride 2, for images [C, H, W], and fully connected layers inside of them.</summary>
    Conv,
}

/// <summary>Makes what stands next to the data, as a configuration asks.</summary>
internal static class DataNetworks
{
    /// <summary>q(z | x), a diagonal Gaussian, and p(x | z), with networks of the same widths.</summary>
    public static (GaussianEncoder Encoder, Decoder Decoder) Gaussian(DataNetworkConfig config, int latent, IReadOnlyList<int> hidden, ModelInputs inputs, Initialiser weights)
    {
        var (body, width) = Encoder(config, hidden, inputs, weights);
        var encoder = new GaussianEncoder(body, width, latent, inputs.Initialisation, weights);
        return (encoder, Decoder(config, latent, hidden, inputs, weights));
    }

    /// <summary>The same with another q(z | x).</summary>
    /// <param name="posterior">Makes it of a body and its width.</param>
    public static (Conditional<Tensor> Encoder, Decoder Decoder) Around(
        DataNetworkConfig config, int latent, IReadOnlyList<int> hidden, ModelInputs inputs, Initialiser weights, Func<Layer, long, Conditional<Tensor>> posterior)
    {
        var (body, width) = Encoder(config, hidden, inputs, weights);
        var encoder = posterior(body, width);
        return (encoder, Decoder(config, latent, hidden, inputs, weights));
    }

    public static EncoderNetwork Encoder(DataNetworkConfig config, IReadOnlyList<int> hidden, ModelInputs inputs, Initialiser weights)
    {
        if (config.Network == NetworkKind.Mlp)
        {
            var mlp = new Mlp(inputs.Dimensions, hidden, config.Activation, inputs.Initialisation, weights);
            return new(mlp, mlp.Outputs);
        }
        var conv = new ConvEncoder(inputs.Shape, config.Channels, hidden, config.Activation, inputs.Initialisation, weights);
        return new(conv, conv.Outputs);
    }

    /// <param name="hidden">Widths as the encoder has them; passed in reverse.</param>
    public static Decoder Decoder(DataNetworkConfig config, int latent, IEnumerable<int> hidden, ModelInputs inputs, Initialiser weights) =>
        config.Decoder(Network(config, latent, [.. hidden.Reverse()], inputs, weights), inputs);

    private static DecoderNetwork Network(DataNetworkConfig config, int latent, IReadOnlyList<int> hidden, ModelInputs inputs, Initialiser weights)
    {
        var generator = inputs.Initialisation;
        if (config.Network == NetworkKind.Mlp)
        {
            var mlp = new Mlp(latent, hidden, config.Activation, generator, weights);
            return new(mlp, inputs.Dimensions, () => new DenseReadout(mlp.Outputs, inputs.Dimensions, generator, weights));
        }
        var steps = ResolutionStep.Ladder(inputs.Shape, config.Channels.Length);
        var conv = new ConvDecoder(latent, hidden, steps, config.Channels, config.Upsampling, config.Activation, generator, weights);
        return new(conv, inputs.Dimensions, () => new ConvReadout(config.Channels[0], steps[0], inputs.Shape[0], config.Upsampling, generator, weights));
    }
}
