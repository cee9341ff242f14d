using System.Text.Json.Serialization;
using Elbo.Data;
using Elbo.Models.Configuration;

namespace Elbo.Models.Zoo.SentenceVae;

/// <summary>Configuration of the model <c>sentence-vae</c>.</summary>
public sealed record SentenceVaeConfig : WordNetworkConfig, IConfig
{
    /// <summary>Z, dimensions of the code.</summary>
    public int Latent { get; init; } = 32;

    /// <summary>Whether the decoder is told the code at every word, not at the start alone.</summary>
    public bool EveryStep { get; init; } = true;

    /// <inheritdoc/>
    public IEnumerable<string> Problems()
    {
        if (Latent is < 1 or > 65536) yield return $"latent must be 1 to 65536, is {Latent}";
        foreach (var problem in NetworkProblems()) yield return problem;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, Converters = [typeof(CamelCaseEnums)])]
[JsonSerializable(typeof(SentenceVaeConfig))]
internal sealed partial class SentenceVaeJson : JsonSerializerContext;
