using System.Text.Json.Serialization;
using Elbo.Data;
using Elbo.Models.Configuration;
using Elbo.Models.Likelihoods;
using Elbo.Models.Networks;
using Elbo.Models.Quantizers;

namespace Elbo.Models.Zoo.GlobalVqVae;

/// <summary>Configuration of <see cref="GlobalVqVaeModel"/>.</summary>
public sealed record GlobalVqVaeConfig : LikelihoodConfig, IConfig
{
    /// <summary>Grey values have probabilities unless a configuration says otherwise: bits of codes and of pixels can then be added.</summary>
    public GlobalVqVaeConfig() => Likelihood = LikelihoodKind.DiscretisedLogistic;

    /// <summary>Of the first VQ-VAE; also the style of the second one's encoder.</summary>
    public GridNetworkConfig Network { get; init; } = new() { Variant = GridVariant.Reference, Width = 128 };

    /// <summary>D, length of a vector of either VQ-VAE.</summary>
    public int VectorSize { get; init; } = 64;

    /// <summary>Of the grid, and of each global code.</summary>
    public VectorQuantizerConfig Quantizer { get; init; } = VectorQuantizerConfig.Averaged;

    /// <summary>Factor of the quantiser's terms beside the reconstruction, in both; null for the number of places of the grid.</summary>
    public double? QuantizerWeight { get; init; }

    /// <summary>G, global codes of an example, each with its own codebook.</summary>
    public int GlobalCodes { get; init; } = 3;

    /// <summary>How often the grid of codes is halved before it becomes one vector.</summary>
    public int GlobalHalvings { get; init; } = 1;

    /// <summary>Channels of the maps in between, and of the one that tells the decoder of the global codes.</summary>
    public int GlobalChannels { get; init; } = 64;

    /// <summary>The second decoder: the prior of the grid given the global codes.</summary>
    public GatedPixelCnnConfig GridPrior { get; init; } = new();

    /// <summary>Width of the prior of the global codes.</summary>
    public int PriorFeatures { get; init; } = 128;

    /// <inheritdoc/>
    public IEnumerable<string> Problems()
    {
        if (VectorSize is < 1 or > 65536) yield return $"vectorSize must be 1 to 65536, is {VectorSize}";
        if (GlobalCodes is < 1 or > 64) yield return $"globalCodes must be 1 to 64, is {GlobalCodes}";
        if (GlobalHalvings is < 1 or > 8) yield return $"globalHalvings must be 1 to 8, is {GlobalHalvings}";
        if (GlobalChannels is < 1 or > 65536) yield return $"globalChannels must be 1 to 65536, is {GlobalChannels}";
        if (PriorFeatures is < 1 or > 65536) yield return $"priorFeatures must be 1 to 65536, is {PriorFeatures}";
        if (QuantizerWeight is { } weight && !(weight >= 0 && double.IsFinite(weight))) yield return $"quantizerWeight must be 0 or more, is {weight}";
        foreach (var problem in LikelihoodProblems()) yield return problem;
        foreach (var problem in Network.Problems()) yield return $"network.{problem}";
        foreach (var problem in Quantizer.Problems()) yield return $"quantizer.{problem}";
        foreach (var problem in GridPrior.Problems()) yield return $"gridPrior.{problem}";
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters = [typeof(CamelCaseEnums)])]
[JsonSerializable(typeof(GlobalVqVaeConfig))]
internal sealed partial class GlobalVqVaeJson : JsonSerializerContext;
