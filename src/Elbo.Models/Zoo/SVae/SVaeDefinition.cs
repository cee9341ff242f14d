using System.Text.Json.Serialization.Metadata;
using Elbo.Models.Architectures;
using Elbo.Models.Conditionals;
using Elbo.Models.Latents;
using Elbo.Models.Objectives;
using Elbo.Torch.Nn;

namespace Elbo.Models.Zoo.SVae;

/// <summary>The hyperspherical variational autoencoder: codes are directions, p(z) is uniform over them, q(z | x) von Mises–Fisher (Davidson et al. 2018, arXiv 1804.00891).</summary>
public sealed class SVaeDefinition : IModelDefinition<SVaeConfig>
{
    /// <inheritdoc/>
    public static ModelCard Card { get; } = new(
        "svae",
        "Hyperspherical variational autoencoder",
        "Davidson et al. 2018, arXiv 1804.00891",
        "Learns a code that is a direction, a point of a sphere, under a uniform prior: for few dimensions, for angles, and for similarity by cosine.");

    /// <inheritdoc/>
    public static JsonTypeInfo<SVaeConfig> ConfigJson => SVaeJson.Default.SVaeConfig;

    /// <inheritdoc/>
    public static Model Build(SVaeConfig config, ModelInputs inputs)
    {
        var weights = Initialisers.GlorotUniform();
        var (body, width) = DataNetworks.Encoder(config, config.Hidden, inputs, weights);
        var encoder = new SphereEncoder(body, width, config.Latent, new(config.Posterior, config.Correction, config.Kappa), inputs.Initialisation, weights);
        var decoder = DataNetworks.Decoder(config, config.Latent, config.Hidden, inputs, weights);
        return new Vae(encoder, LatentProgram.UniformDirection("z", config.Latent), decoder, new ElboObjective(config.Draws));
    }
}
