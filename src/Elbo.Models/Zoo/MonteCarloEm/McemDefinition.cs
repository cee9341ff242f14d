using System.Text.Json.Serialization.Metadata;
using Elbo.Models.Architectures;
using Elbo.Models.Latents;
using Elbo.Models.Objectives;
using Elbo.Torch.Nn;

namespace Elbo.Models.Zoo.MonteCarloEm;

/// <summary>The decoder of a VAE trained by Monte Carlo EM, what Kingma &amp; Welling 2014 (arXiv 1312.6114, §5) hold theirs against.</summary>
public sealed class McemDefinition : IModelDefinition<McemConfig>
{
    /// <inheritdoc/>
    public static ModelCard Card { get; } = new(
        "mcem",
        "Decoder trained by Monte Carlo EM",
        "Wei & Tanner 1990; as the baseline of Kingma & Welling 2014, arXiv 1312.6114",
        "The decoder of a VAE without an encoder: each training example keeps a code that Hamiltonian moves draw from its posterior; what is minimised is −log p(x, z) of these, nats that compare with no bound. --estimator harmonic or ais gives its likelihood.");

    /// <inheritdoc/>
    public static JsonTypeInfo<McemConfig> ConfigJson => McemJson.Default.McemConfig;

    /// <inheritdoc/>
    public static Model Build(McemConfig config, ModelInputs inputs)
    {
        var decoder = DataNetworks.Decoder(config, config.Latent, config.Hidden, inputs, Initialisers.GlorotUniform());
        return new DecoderModel(LatentProgram.StandardNormal("z", config.Latent), DataLikelihood.At("z", "decoder", decoder), new MonteCarloEmObjective(config.Latent, inputs.TrainingExamples, config.LeapfrogSteps));
    }
}
