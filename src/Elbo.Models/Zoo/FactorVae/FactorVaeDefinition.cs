using System.Text.Json.Serialization.Metadata;
using Elbo.Models.Architectures;
using Elbo.Models.Latents;
using Elbo.Models.Networks;
using Elbo.Models.Objectives;
using Elbo.Torch.Nn;

namespace Elbo.Models.Zoo.FactorVae;

/// <summary>A variational autoencoder with γ times its total correlation, told by a discriminator with an optimizer of its own (Kim &amp; Mnih 2018, arXiv 1802.05983).</summary>
public sealed class FactorVaeDefinition : IModelDefinition<FactorVaeConfig>
{
    /// <inheritdoc/>
    public static ModelCard Card { get; } = new(
        "factor-vae",
        "FactorVAE",
        "Kim & Mnih 2018, arXiv 1802.05983",
        "A VAE that pays for latents that depend on one another, by a discriminator that learns how much they do: independent latents at less loss than β-VAE.");

    /// <inheritdoc/>
    public static JsonTypeInfo<FactorVaeConfig> ConfigJson => FactorVaeJson.Default.FactorVaeConfig;

    /// <inheritdoc/>
    public static Model Build(FactorVaeConfig config, ModelInputs inputs)
    {
        var (encoder, decoder) = DataNetworks.Gaussian(config, config.Latent, config.Hidden, inputs, Initialisers.GlorotUniform());
        var discriminator = new Discriminator(config.Latent, config.Discriminator, inputs.Initialisation);
        return new Vae(encoder, LatentProgram.StandardNormal("z", config.Latent), decoder, new FactorObjective(config.Gamma, discriminator, config.DiscriminatorRate));
    }
}
