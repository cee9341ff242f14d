using System.Text.Json.Serialization;
using Elbo.Data;
using Elbo.Models.Configuration;
using Elbo.Models.Likelihoods;
using Elbo.Models.Networks;
using Elbo.Models.Priors;
using Elbo.Models.Quantizers;

namespace Elbo.Models.Zoo.VqVae2;

/// <summary>Configuration of <see cref="VqVae2Model"/>.</summary>
public sealed record VqVae2Config : LikelihoodConfig, IConfig
{
    /// <summary>Grey values have probabilities unless a configuration says otherwise: bits of codes and of pixels can then be added.</summary>
    public VqVae2Config() => Likelihood = LikelihoodKind.DiscretisedLogistic;

    /// <summary>Between the image and the bottom grid; also the style of what leads further up.</summary>
    public GridNetworkConfig Network { get; init; } = new() { Variant = GridVariant.Reference, Width = 128 };

    /// <summary>How often the bottom grid is halved on the way to the top one.</summary>
    public int TopHalvings { get; init; } = 1;

    /// <summary>D, length of a vector of either level.</summary>
    public int VectorSize { get; init; } = 64;

    /// <summary>Of each level.</summary>
    public QuantizerConfig Quantizer { get; init; } = new() { Vector = VectorQuantizerConfig.Averaged };

    /// <summary>Factor of the quantisers' terms beside −log p(x | z); null for the number of places of the bottom grid.</summary>
    [EffectiveUnder("quantizer.kind", QuantizerKind.Vector, QuantizerKind.Product, QuantizerKind.Residual, QuantizerKind.LookupFree)]
    public double? QuantizerWeight { get; init; }

    /// <summary>The prior of the top codes, and of the bottom ones given those.</summary>
    public CodePriorConfig Prior { get; init; } = new();

    /// <summary>Channels of the map that tells the bottom's prior of the top codes.</summary>
    public int ConditionChannels { get; init; } = 64;

    /// <inheritdoc/>
    public IEnumerable<string> Problems()
    {
        if (TopHalvings is < 1 or > 8) yield return $"topHalvings must be 1 to 8, is {TopHalvings}";
        if (VectorSize is < 1 or > 65536) yield return $"vectorSize must be 1 to 65536, is {VectorSize}";
        if (ConditionChannels is < 1 or > 65536) yield return $"conditionChannels must be 1 to 65536, is {ConditionChannels}";
        if (QuantizerWeight is { } weight && !(weight >= 0 && double.IsFinite(weight))) yield return $"quantizerWeight must be 0 or more, is {weight}";
        if (Prior.Kind == CodePriorKind.Uniform) yield return "prior.kind: the two levels have a learned prior; a uniform one is that of vq-vae";
        foreach (var problem in LikelihoodProblems()) yield return problem;
        foreach (var problem in Network.Problems()) yield return $"network.{problem}";
        foreach (var problem in Quantizer.Problems()) yield return $"quantizer.{problem}";
        foreach (var problem in Prior.Problems()) yield return $"prior.{problem}";
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters = [typeof(CamelCaseEnums)])]
[JsonSerializable(typeof(VqVae2Config))]
internal sealed partial class VqVae2Json : JsonSerializerContext;
