using System.Text.Json.Serialization;
using Elbo.Data;
using Elbo.Models.Configuration;
using Elbo.Models.Likelihoods;
using Elbo.Models.Networks;

namespace Elbo.Models.Zoo.GridVae;

/// <summary>Configuration of the model <c>grid-vae</c>.</summary>
public sealed record GridVaeConfig : LikelihoodConfig, IConfig
{
    /// <summary>Z′, dimensions of the code at each position of the grid.</summary>
    public int Latent { get; init; } = 10;

    /// <summary>Encoder and decoder.</summary>
    public GridNetworkConfig Network { get; init; } = new() { Variant = GridVariant.Reference, Width = 128 };

    /// <inheritdoc/>
    public IEnumerable<string> Problems()
    {
        if (Latent is < 1 or > 65536) yield return $"latent must be 1 to 65536, is {Latent}";
        foreach (var problem in Network.Problems()) yield return $"network.{problem}";
        foreach (var problem in LikelihoodProblems()) yield return problem;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true,
    Converters = [typeof(CamelCaseEnums)])]
[JsonSerializable(typeof(GridVaeConfig))]
internal sealed partial class GridVaeJson : JsonSerializerContext;
