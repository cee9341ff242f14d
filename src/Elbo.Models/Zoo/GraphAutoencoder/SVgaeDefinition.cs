using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Elbo.Data;

namespace Elbo.Models.Zoo.GraphAutoencoder;

/// <summary>The variational graph autoencoder whose codes are directions: q(z | X, A) von Mises–Fisher, p(z) uniform over the sphere (Davidson et al. 2018, arXiv 1804.00891, §5.3).</summary>
public sealed class SVgaeDefinition : IModelDefinition<SVgaeConfig>
{
    /// <inheritdoc/>
    public static ModelCard Card { get; } = new("s-vgae", "Hyperspherical graph autoencoder", "Davidson et al. 2018, arXiv 1804.00891", "A code of every node of a graph that is a direction; nodes of similar directions are likely to be joined.");

    /// <inheritdoc/>
    public static JsonTypeInfo<SVgaeConfig> ConfigJson => SVgaeJson.Default.SVgaeConfig;

    /// <inheritdoc/>
    public static DataSchema Example => GraphAutoencoder.Example;

    /// <inheritdoc/>
    public static JsonObject Training => GraphAutoencoder.Training;

    /// <inheritdoc/>
    public static Model Build(SVgaeConfig config, ModelInputs inputs) =>
        GraphAutoencoder.Build(config.Hidden, config.Latent, config.Activation, inputs, isPoint: false, new(config.Posterior, config.Correction, config.Kappa));
}
