using System.Text.Json.Serialization.Metadata;
using Elbo.Data;
using Elbo.Models.Conditionals;
using Elbo.Models.Latents;
using Elbo.Models.Likelihoods;
using Elbo.Models.Networks;
using Elbo.Models.Objectives;
using Elbo.Torch.Nn;

namespace Elbo.Models.Zoo.Nvdm;

/// <summary>The neural variational document model: words of a text drawn one by one given a Gaussian code (Miao, Yu &amp; Blunsom 2016, arXiv 1511.06038, §3).</summary>
public sealed class NvdmDefinition : IModelDefinition<NvdmConfig>
{
    public static ModelCard Card { get; } = new(
        "nvdm",
        "Neural variational document model",
        "Miao, Yu & Blunsom 2016, arXiv 1511.06038",
        "Learns a Gaussian code of texts from their counts of words: topics, codes for search and classification, and a perplexity that says how well.");

    public static JsonTypeInfo<NvdmConfig> ConfigJson => NvdmJson.Default.NvdmConfig;

    public static DataSchema Example => DataSchema.OfShape([20]) with { Kind = DataKind.WordCounts };

    public static Model Build(NvdmConfig config, ModelInputs inputs)
    {
        var (generator, weights) = (inputs.Initialisation, Initialisers.GlorotUniform());
        Mlp up = new(inputs.Dimensions, config.Hidden, config.Activation, generator, weights);
        var encoder = new GaussianEncoder(up, up.Outputs, config.Latent, generator, weights, new NoiseDropout(config.Dropout));
        Mlp down = new(config.Latent, config.DecoderHidden, config.Activation, generator, weights);
        var decoder = new WordDecoder(down, down.Outputs, inputs.Dimensions, generator, weights, inputs.Mean, new NoiseDropout(config.LogitDropout));
        return new Vae(encoder, LatentProgram.StandardNormal("z", config.Latent), decoder, new ElboObjective());
    }
}
