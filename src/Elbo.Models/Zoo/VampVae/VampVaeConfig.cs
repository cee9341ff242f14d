using System.Text.Json.Serialization;
using Elbo.Data;
using Elbo.Models.Architectures;
using Elbo.Models.Configuration;

namespace Elbo.Models.Zoo.VampVae;

/// <summary>Configuration of the model <c>vamp-vae</c>.</summary>
public sealed record VampVaeConfig : DataNetworkConfig, IConfig
{
    /// <summary>Z, dimensions of the code.</summary>
    public int Latent { get; init; } = 40;

    /// <summary>Widths of the encoder's fully connected layers; the decoder has them in reverse.</summary>
    public int[] Hidden { get; init; } = [300, 300];

    /// <summary>K, components of the prior. Every step encodes them all.</summary>
    public int PseudoInputs { get; init; } = 500;

    /// <inheritdoc/>
    public IEnumerable<string> Problems()
    {
        if (Latent is < 1 or > 65536) yield return $"latent must be 1 to 65536, is {Latent}";
        foreach (var width in Hidden)
            if (width is < 1 or > 65536) yield return $"hidden must hold widths of 1 to 65536, has {width}";
        if (Hidden.Length > 64) yield return $"hidden must have at most 64 layers, has {Hidden.Length}";
        if (PseudoInputs is < 1 or > 65536) yield return $"pseudoInputs must be 1 to 65536, is {PseudoInputs}";
        foreach (var problem in NetworkProblems()) yield return problem;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true,
    Converters = [typeof(CamelCaseEnums)])]
[JsonSerializable(typeof(VampVaeConfig))]
internal sealed partial class VampVaeJson : JsonSerializerContext;
