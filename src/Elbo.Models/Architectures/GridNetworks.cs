using Elbo.Models.Likelihoods;
using Elbo.Models.Networks;
using Elbo.Torch.Nn;

namespace Elbo.Models.Architectures;

/// <summary>Makes p(x | z) of a grid z over an image.</summary>
internal static class GridNetworks
{
    /// <summary>The configured likelihood on a <see cref="GridDecoder"/>; its z are rows [N, H′·W′·E].</summary>
    /// <param name="size">E.</param>
    public static Decoder Decoder(LikelihoodConfig likelihood, GridNetworkConfig network, int size, ModelInputs inputs)
    {
        var (generator, shape) = (inputs.Initialisation, inputs.Shape);
        var outermost = network.Ladder(shape)[0];
        var body = new GridDecoder(network, shape, size, generator);
        var parts = new DecoderNetwork(body, inputs.Dimensions, () => new ConvReadout(network.Outermost, outermost, shape[0], Upsampling.Transposed, generator, Initialisers.GlorotUniform()));
        if (network.Spread == SpreadKind.Channel) parts = parts with { Spread = () => new ChannelReadout(shape[0], inputs.Dimensions) };
        return likelihood.Decoder(parts, inputs);
    }
}
