using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Elbo.Data;
using Elbo.Models.Networks;
using Elbo.Models.Objectives;

namespace Elbo.Models.Zoo.DecoderOnly;

/// <summary>
/// A generative adversarial network (Goodfellow et al. 2014, arXiv 1406.2661) with Gaussian noise around its draws, as in Wu et al. 2017, arXiv 1611.04273. The penalty on the slope of the
/// discriminator (Mescheder et al. 2018, arXiv 1801.04406) is no part of either paper: without it draws collapse to a few.
/// </summary>
public sealed class GanDefinition : IModelDefinition<GanConfig>
{
    /// <inheritdoc/>
    public static ModelCard Card { get; } = new(
        "gan",
        "Generative adversarial network",
        "Goodfellow et al. 2014, arXiv 1406.2661",
        "A decoder whose draws an opponent learns to tell from the data, and which learns to deceive it: no encoder and no bound; annealed importance sampling gives its likelihood.");

    /// <inheritdoc/>
    public static JsonTypeInfo<GanConfig> ConfigJson => GanJson.Default.GanConfig;

    /// <inheritdoc/>
    public static Binarisation PixelsFor(GanConfig config) => Binarisation.Dequantise;

    // A step that remembers little of those before: what the opponent says changes under way.
    /// <inheritdoc/>
    public static JsonObject Training => new() { ["epochs"] = 15, ["learningRate"] = 2e-4, ["beta1"] = 0.5 };

    /// <inheritdoc/>
    public static Model Build(GanConfig config, ModelInputs inputs)
    {
        var (prior, likelihood) = config.Parts(inputs);
        var discriminator = new Discriminator(inputs.Dimensions, config.Discriminator, inputs.Initialisation, config.DiscriminatorDropout);
        return new DecoderModel(prior, likelihood, new DeceptionObjective(discriminator, config.DiscriminatorRate) { InstanceNoise = config.InstanceNoise, Penalty = config.Penalty });
    }
}
