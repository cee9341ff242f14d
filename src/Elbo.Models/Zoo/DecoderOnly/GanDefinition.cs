using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Elbo.Data;
using Elbo.Models.Networks;
using Elbo.Models.Objectives;

namespace Elbo.Models.Zoo.DecoderOnly;

/// <summary>A generative adversarial network (Goodfellow et al. 2014, arXiv 1406.2661) with Gaussian noise around its draws, as in Wu et al. 2017, arXiv 1611.04273.</summary>
public sealed class GanDefinition : IModelDefinition<GanConfig>
{
    public static ModelCard Card { get; } = new(
        "gan",
        "Generative adversarial network",
        "Goodfellow et al. 2014, arXiv 1406.2661",
        "A decoder trained against a discriminator: sharp draws, no encoder and no bound; annealed importance sampling gives its likelihood all the same.");

    public static JsonTypeInfo<GanConfig> ConfigJson => DecoderOnlyJson.Default.GanConfig;

    public static Binarisation PixelsFor(GanConfig config) => Binarisation.Dequantise;

    public static JsonObject Training => new() { ["learningRate"] = 2e-4 };

    public static Model Build(GanConfig config, ModelInputs inputs)
    {
        var (prior, likelihood) = config.Parts(inputs);
        return new DecoderModel(prior, likelihood, new GanObjective(new Discriminator(inputs.Dimensions, config.Discriminator, inputs.Initialisation), config.DiscriminatorRate, config.Beta1));
    }
}
