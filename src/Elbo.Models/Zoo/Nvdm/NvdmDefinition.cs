using System.Text.Json.Serialization.Metadata;
using Elbo.Data;
using Elbo.Models.Conditionals;
using Elbo.Models.Latents;
using Elbo.Models.Likelihoods;
using Elbo.Models.Networks;
using Elbo.Models.Objectives;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Zoo.Nvdm;

/// <summary>The neural variational document model: words of a text drawn one by one given a Gaussian code (Miao, Yu &amp; Blunsom 2016, arXiv 1511.06038, §3), or a direction (Xu &amp; Durrett 2018, arXiv 1808.10805).</summary>
public sealed class NvdmDefinition : IModelDefinition<NvdmConfig>
{
    /// <inheritdoc/>
    public static ModelCard Card { get; } = new(
        "nvdm",
        "Neural variational document model",
        "Miao, Yu & Blunsom 2016, arXiv 1511.06038",
        "Learns a code of texts, Gaussian or a direction, from their counts of words: topics, codes for search and classification, and a perplexity that says how well.");

    /// <inheritdoc/>
    public static JsonTypeInfo<NvdmConfig> ConfigJson => NvdmJson.Default.NvdmConfig;

    /// <inheritdoc/>
    public static DataSchema Example => DataSchema.OfShape([20]) with { Kind = DataKind.WordCounts };

    /// <inheritdoc/>
    public static Model Build(NvdmConfig config, ModelInputs inputs)
    {
        var (generator, weights) = (inputs.Initialisation, Initialisers.GlorotUniform());
        Mlp up = new(inputs.Dimensions, config.Hidden, config.Activation, generator, weights);
        Conditional<Tensor> encoder = config.Sphere is { } sphere
            ? new SphereEncoder(up, up.Outputs, config.Latent, sphere, generator, weights, new NoiseDropout(config.Dropout), config.LengthWeight)
            : new GaussianEncoder(up, up.Outputs, config.Latent, generator, weights, new NoiseDropout(config.Dropout));
        Mlp down = new(config.Latent, config.DecoderHidden, config.Activation, generator, weights);
        var decoder = new WordDecoder(down, down.Outputs, inputs.Dimensions, generator, weights, inputs.Mean, new NoiseDropout(config.LogitDropout));
        var prior = config.Sphere is null ? LatentProgram.StandardNormal("z", config.Latent) : LatentProgram.UniformDirection("z", config.Latent);
        return new Vae(encoder, prior, decoder, new ElboObjective(config.Draws));
    }
}
