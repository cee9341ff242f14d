using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Elbo.Data;

namespace Elbo.Models.Zoo.GraphAutoencoder;

/// <summary>The variational graph autoencoder: q(z | X, A) = N(μ, σ²) of every node, p(z) = N(0, I), edges by inner products (Kipf &amp; Welling 2016, arXiv 1611.07308, §2).</summary>
public sealed class VgaeDefinition : IModelDefinition<GraphAutoencoderConfig>
{
    /// <inheritdoc/>
    public static ModelCard Card { get; } = new("vgae", "Variational graph autoencoder", "Kipf & Welling 2016, arXiv 1611.07308", "A Gaussian code of every node of a graph from its features and neighbours, that predicts missing edges.");

    /// <inheritdoc/>
    public static JsonTypeInfo<GraphAutoencoderConfig> ConfigJson => GraphAutoencoderJson.Default.GraphAutoencoderConfig;

    /// <inheritdoc/>
    public static DataSchema Example => GraphAutoencoder.Example;

    /// <inheritdoc/>
    public static JsonObject Training => GraphAutoencoder.Training;

    /// <inheritdoc/>
    public static Model Build(GraphAutoencoderConfig config, ModelInputs inputs) => GraphAutoencoder.Build(config, inputs, isPoint: false);
}
