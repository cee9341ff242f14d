using System.Text.Json.Serialization.Metadata;
using Elbo.Models.Architectures;
using Elbo.Models.Latents;
using Elbo.Models.Networks;
using Elbo.Models.Objectives;
using Elbo.Torch.Nn;

namespace Elbo.Models.Zoo.AdversarialAutoencoder;

/// <summary>An autoencoder with a Gaussian q(z | x), whose codes are held to p(z) = N(0, I) by a discriminator in place of a divergence (Makhzani et al. 2015, arXiv 1511.05644).</summary>
public sealed class AdversarialAutoencoderDefinition : IModelDefinition<AdversarialAutoencoderConfig>
{
    /// <inheritdoc/>
    public static ModelCard Card { get; } = new(
        "aae",
        "Adversarial autoencoder",
        "Makhzani et al. 2015, arXiv 1511.05644",
        "An autoencoder whose codes a discriminator makes look like draws of a prior: generation without a divergence in closed form.");

    /// <inheritdoc/>
    public static JsonTypeInfo<AdversarialAutoencoderConfig> ConfigJson => AdversarialAutoencoderJson.Default.AdversarialAutoencoderConfig;

    /// <inheritdoc/>
    public static Model Build(AdversarialAutoencoderConfig config, ModelInputs inputs)
    {
        var (encoder, decoder) = DataNetworks.Gaussian(config, config.Latent, config.Hidden, inputs, Initialisers.GlorotUniform());
        var discriminator = new Discriminator(config.Latent, config.Discriminator, inputs.Initialisation);
        return new Vae(encoder, LatentProgram.StandardNormal("z", config.Latent), decoder, new AdversarialObjective(discriminator, config.RegularisationRate, "encoder"));
    }
}
