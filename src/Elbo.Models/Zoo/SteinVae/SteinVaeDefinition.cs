using System.Text.Json.Serialization.Metadata;
using Elbo.Models.Architectures;
using Elbo.Models.Conditionals;
using Elbo.Models.Latents;
using Elbo.Models.Objectives;
using Elbo.Torch.Nn;

namespace Elbo.Models.Zoo.SteinVae;

/// <summary>A VAE whose encoder is a sampler without a density, taught by Stein variational gradient descent (Pu et al. 2017, arXiv 1704.05155), with one set of decoder weights.</summary>
public sealed class SteinVaeDefinition : IModelDefinition<SteinVaeConfig>
{
    /// <inheritdoc/>
    public static ModelCard Card { get; } = new(
        "stein-vae",
        "Stein variational autoencoder",
        "Pu et al. 2017, arXiv 1704.05155",
        "A VAE whose encoder is a sampler of any shape: its codes are moved like particles and a network learns to follow. No bound; annealed importance sampling gives its likelihood.");

    /// <inheritdoc/>
    public static JsonTypeInfo<SteinVaeConfig> ConfigJson => SteinVaeJson.Default.SteinVaeConfig;

    /// <inheritdoc/>
    public static Model Build(SteinVaeConfig config, ModelInputs inputs)
    {
        var (generator, weights) = (inputs.Initialisation, Initialisers.GlorotUniform());
        var (body, width) = DataNetworks.Encoder(config, config.Hidden[..^1], inputs, weights);
        var encoder = new ImplicitEncoder(body, width, config.Hidden[^1], config.Noise ?? config.Latent, config.Latent, config.Activation, generator, weights);
        var decoder = DataNetworks.Decoder(config, config.Latent, config.Hidden, inputs, weights);
        return new Vae(encoder, LatentProgram.StandardNormal("z", config.Latent), decoder, new SteinObjective(config.Particles, new(config.Bandwidth, config.Repulsion), config.Samples));
    }
}
