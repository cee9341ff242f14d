using System.Text.Json.Serialization.Metadata;
using Elbo.Models.Architectures;
using Elbo.Models.Latents;
using Elbo.Models.Networks;
using Elbo.Models.Objectives;
using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Models.Zoo.GridVae;

/// <summary>
/// A VAE whose code is a grid over the image, H′×W′ positions of Z′ numbers: p(z) = N(0, I), diagonal Gaussian q(z | x), fully
/// convolutional networks. The continuous comparison of van den Oord et al. 2017 (arXiv 1711.00937), §4.1.
/// </summary>
/// <remarks>Outside, a code is one row z [B, H′·W′·Z′], position by position.</remarks>
public sealed class GridVaeDefinition : IModelDefinition<GridVaeConfig>
{
    /// <inheritdoc/>
    public static ModelCard Card { get; } = new(
        "grid-vae",
        "VAE with a grid of latents",
        "Kingma & Welling 2014, arXiv 1312.6114; as the comparison of van den Oord et al. 2017, arXiv 1711.00937",
        "Learns Gaussian codes on a grid over images with convolutions alone: the continuous counterpart of a VQ-VAE.");

    /// <inheritdoc/>
    public static JsonTypeInfo<GridVaeConfig> ConfigJson => GridVaeJson.Default.GridVaeConfig;

    /// <inheritdoc/>
    public static Model Build(GridVaeConfig config, ModelInputs inputs)
    {
        var encoder = new GridEncoder(config.Network, inputs.Shape, 2 * config.Latent, inputs.Initialisation);
        var decoder = GridNetworks.Decoder(config, config.Network, config.Latent, inputs);
        var size = encoder.Height * encoder.Width * config.Latent;
        var posterior = new LatentProgram([new("z", [size])], [("encoder", encoder)], (x, walk) =>
        {
            var halves = encoder.Forward(x.X).Chunk(2, -1);
            walk.At("z", Normal.FromLogVariance(halves[0].Flatten(1), halves[1].Flatten(1)));
        });
        return new Vae(posterior, LatentProgram.StandardNormal("z", size), DataLikelihood.At("z", "decoder", decoder), new ElboObjective());
    }
}
