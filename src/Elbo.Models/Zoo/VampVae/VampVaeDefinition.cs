using System.Text.Json.Serialization.Metadata;
using Elbo.Models.Architectures;
using Elbo.Models.Objectives;
using Elbo.Torch.Nn;

namespace Elbo.Models.Zoo.VampVae;

/// <summary>
/// A variational autoencoder whose prior is a mixture of its own posteriors at learned inputs (Tomczak &amp; Welling 2018, arXiv 1705.07120). The divergence
/// has no closed form and is taken from the draws.
/// </summary>
public sealed class VampVaeDefinition : IModelDefinition<VampVaeConfig>
{
    /// <inheritdoc/>
    public static ModelCard Card { get; } = new(
        "vamp-vae",
        "VAE with a VampPrior",
        "Tomczak & Welling 2018, arXiv 1705.07120",
        "A VAE that learns its prior too, as a mixture of what the encoder says of learned inputs: better likelihoods and more active latents at equal nets.");

    /// <inheritdoc/>
    public static JsonTypeInfo<VampVaeConfig> ConfigJson => VampVaeJson.Default.VampVaeConfig;

    /// <inheritdoc/>
    public static Model Build(VampVaeConfig config, ModelInputs inputs)
    {
        var (encoder, decoder) = DataNetworks.Gaussian(config, config.Latent, config.Hidden, inputs, Initialisers.GlorotUniform());
        var prior = new VampPrior(encoder, config.PseudoInputs, inputs.Dimensions, decoder.DataRange, inputs.Initialisation);
        return new Vae(encoder, prior.At("z", "prior"), decoder, new ElboObjective());
    }
}
