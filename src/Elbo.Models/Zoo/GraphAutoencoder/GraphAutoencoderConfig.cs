using System.Text.Json.Serialization;
using Elbo.Data;
using Elbo.Models.Configuration;
using Elbo.Torch.Fused;

namespace Elbo.Models.Zoo.GraphAutoencoder;

/// <summary>Configuration of the models <c>gae</c> and <c>vgae</c>.</summary>
public sealed record GraphAutoencoderConfig : IConfig
{
    /// <summary>Z, dimensions of a node's code.</summary>
    public int Latent { get; init; } = 16;

    /// <summary>Width of the layer between features and codes.</summary>
    public int Hidden { get; init; } = 32;

    /// <summary>Of the layer between features and codes.</summary>
    public Activation Activation { get; init; } = Activation.Relu;

    /// <inheritdoc/>
    public IEnumerable<string> Problems()
    {
        if (Latent is < 1 or > 65536) yield return $"latent must be 1 to 65536, is {Latent}";
        if (Hidden is < 1 or > 65536) yield return $"hidden must be 1 to 65536, is {Hidden}";
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, Converters = [typeof(CamelCaseEnums)])]
[JsonSerializable(typeof(GraphAutoencoderConfig))]
internal sealed partial class GraphAutoencoderJson : JsonSerializerContext;
