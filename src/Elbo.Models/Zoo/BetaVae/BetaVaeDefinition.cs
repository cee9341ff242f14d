using System.Text.Json.Serialization.Metadata;
using Elbo.Models.Architectures;
using Elbo.Models.Latents;
using Elbo.Models.Objectives;
using Elbo.Torch.Nn;

namespace Elbo.Models.Zoo.BetaVae;

/// <summary>
/// A variational autoencoder whose divergence weighs β times (Higgins et al. 2017), or is held at a capacity that grows (Burgess et al. 2018,
/// arXiv 1804.03599).
/// </summary>
public sealed class BetaVaeDefinition : IModelDefinition<BetaVaeConfig>
{
    /// <inheritdoc/>
    public static ModelCard Card { get; } = new(
        "beta-vae",
        "β-VAE",
        "Higgins et al. 2017, ICLR; with a capacity Burgess et al. 2018, arXiv 1804.03599",
        "A VAE that pays β times for its code: fewer and more independent latents, each nearer to one factor of the data, for blurrier reconstructions.");

    /// <inheritdoc/>
    public static JsonTypeInfo<BetaVaeConfig> ConfigJson => BetaVaeJson.Default.BetaVaeConfig;

    /// <inheritdoc/>
    public static Model Build(BetaVaeConfig config, ModelInputs inputs)
    {
        var (encoder, decoder) = DataNetworks.Gaussian(config, config.Latent, config.Hidden, inputs, Initialisers.GlorotUniform());
        Capacity? capacity = config.Capacity is { } nats ? new(nats, config.CapacitySteps) : null;
        return new Vae(encoder, LatentProgram.StandardNormal("z", config.Latent), decoder, new BetaObjective(config.Beta, capacity));
    }
}
