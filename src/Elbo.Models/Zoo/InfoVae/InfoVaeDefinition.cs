using System.Text.Json.Serialization.Metadata;
using Elbo.Models.Architectures;
using Elbo.Models.Latents;
using Elbo.Models.Objectives;
using Elbo.Torch.Nn;

namespace Elbo.Models.Zoo.InfoVae;

/// <summary>A variational autoencoder that holds all codes together at the prior by their mean discrepancy, and each by itself less (Zhao et al. 2019, arXiv 1706.02262).</summary>
public sealed class InfoVaeDefinition : IModelDefinition<InfoVaeConfig>
{
    /// <inheritdoc/>
    public static ModelCard Card { get; } = new(
        "info-vae",
        "InfoVAE",
        "Zhao, Song & Ermon 2019, arXiv 1706.02262",
        "A VAE whose codes must look like the prior as a whole, and are free to say much of each example: for decoders that would rather ignore the code.");

    /// <inheritdoc/>
    public static JsonTypeInfo<InfoVaeConfig> ConfigJson => InfoVaeJson.Default.InfoVaeConfig;

    /// <inheritdoc/>
    public static Model Build(InfoVaeConfig config, ModelInputs inputs)
    {
        var (encoder, decoder) = DataNetworks.Gaussian(config, config.Latent, config.Hidden, inputs, Initialisers.GlorotUniform());
        return new Vae(encoder, LatentProgram.StandardNormal("z", config.Latent), decoder,
            new DiscrepancyObjective(config.Alpha, config.Lambda, config.Kernel, config.Bandwidth));
    }
}
