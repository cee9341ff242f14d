using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Elbo.Data;

namespace Elbo.Models.Zoo.GraphAutoencoder;

/// <summary>The graph autoencoder: a deterministic code of every node, whose inner products say which nodes are joined (Kipf &amp; Welling 2016, arXiv 1611.07308, §2).</summary>
public sealed class GaeDefinition : IModelDefinition<GraphAutoencoderConfig>
{
    /// <inheritdoc/>
    public static ModelCard Card { get; } = new("gae", "Graph autoencoder", "Kipf & Welling 2016, arXiv 1611.07308", "A code of every node of a graph from its features and neighbours, without noise, that predicts missing edges.");

    /// <inheritdoc/>
    public static JsonTypeInfo<GraphAutoencoderConfig> ConfigJson => GraphAutoencoderJson.Default.GraphAutoencoderConfig;

    /// <inheritdoc/>
    public static DataSchema Example => GraphAutoencoder.Example;

    /// <inheritdoc/>
    public static JsonObject Training => GraphAutoencoder.Training;

    /// <inheritdoc/>
    public static Model Build(GraphAutoencoderConfig config, ModelInputs inputs) => GraphAutoencoder.Build(config, inputs, isPoint: true);
}
