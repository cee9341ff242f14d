using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Elbo.Data;
using Elbo.Models.Objectives;

namespace Elbo.Models.Zoo.DecoderOnly;

/// <summary>A generative moment-matching network (Li, Swersky and Zemel 2015, arXiv 1502.02761) with Gaussian noise around its draws, as in Wu et al. 2017, arXiv 1611.04273.</summary>
public sealed class GmmnDefinition : IModelDefinition<GmmnConfig>
{
    /// <inheritdoc/>
    public static ModelCard Card { get; } = new(
        "gmmn",
        "Generative moment-matching network",
        "Li, Swersky & Zemel 2015, arXiv 1502.02761",
        "A decoder whose draws are held to the data by their mean discrepancy: no encoder, no opponent and no bound; annealed importance sampling gives its likelihood.");

    /// <inheritdoc/>
    public static JsonTypeInfo<GmmnConfig> ConfigJson => GmmnJson.Default.GmmnConfig;

    /// <inheritdoc/>
    public static Binarisation PixelsFor(GmmnConfig config) => Binarisation.Dequantise;

    // A discrepancy is known the better the more examples are compared at once.
    /// <inheritdoc/>
    public static JsonObject Training => new() { ["batch"] = 500 };

    /// <inheritdoc/>
    public static Model Build(GmmnConfig config, ModelInputs inputs)
    {
        var (prior, likelihood) = config.Parts(inputs);
        return new DecoderModel(prior, likelihood, new MomentMatchingObjective(config.Bandwidths));
    }
}
