using System.Text.Json.Serialization.Metadata;
using Elbo.Models.Architectures;
using Elbo.Models.Latents;
using Elbo.Models.Objectives;
using Elbo.Torch.Nn;

namespace Elbo.Models.Zoo.BetaTcVae;

/// <summary>A variational autoencoder whose total correlation weighs β times, and no other part of the divergence (Chen et al. 2018, arXiv 1802.04942).</summary>
public sealed class BetaTcVaeDefinition : IModelDefinition<BetaTcVaeConfig>
{
    /// <inheritdoc/>
    public static ModelCard Card { get; } = new(
        "beta-tcvae",
        "β-TCVAE",
        "Chen et al. 2018, arXiv 1802.04942",
        "A VAE that pays extra for latents that depend on one another, and not for what they say of the data: independent latents at less loss than β-VAE.");

    /// <inheritdoc/>
    public static JsonTypeInfo<BetaTcVaeConfig> ConfigJson => BetaTcVaeJson.Default.BetaTcVaeConfig;

    /// <inheritdoc/>
    public static Model Build(BetaTcVaeConfig config, ModelInputs inputs)
    {
        var (encoder, decoder) = DataNetworks.Gaussian(config, config.Latent, config.Hidden, inputs, Initialisers.GlorotUniform());
        return new Vae(encoder, LatentProgram.StandardNormal("z", config.Latent), decoder,
            new TotalCorrelationObjective(config.Alpha, config.Beta, config.Gamma, config.Estimator, inputs.TrainingExamples));
    }
}
