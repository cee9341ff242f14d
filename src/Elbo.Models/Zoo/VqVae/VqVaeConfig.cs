using System.Text.Json.Serialization;
using Elbo.Data;
using Elbo.Models.Configuration;
using Elbo.Models.Likelihoods;
using Elbo.Models.Networks;
using Elbo.Models.Priors;
using Elbo.Models.Quantizers;

namespace Elbo.Models.Zoo.VqVae;

/// <summary>Configuration of <see cref="VqVaeModel"/>.</summary>
public sealed record VqVaeConfig : LikelihoodConfig, IConfig
{
    /// <summary>Grey values have probabilities unless a configuration says otherwise: bits of codes and of pixels can then be added.</summary>
    public VqVaeConfig() => Likelihood = LikelihoodKind.DiscretisedLogistic;

    /// <summary>Encoder and decoder.</summary>
    public GridNetworkConfig Network { get; init; } = new() { Variant = GridVariant.Reference, Width = 128 };

    /// <summary>D, length of the encoder's vector at a place of the grid.</summary>
    public int VectorSize { get; init; } = 64;

    /// <summary>Codes are averages that start from data, and start again where they are not used: with a codebook that learns by gradient from a random start the encoder settles at one code.</summary>
    public QuantizerConfig Quantizer { get; init; } = new() { Vector = VectorQuantizerConfig.Averaged };

    /// <summary>
    /// Factor of the quantiser's terms beside −log p(x | z), which is a sum over all numbers of an example; null for the number of places, which
    /// makes them sums too.
    /// </summary>
    [EffectiveUnder("quantizer.kind", QuantizerKind.Vector, QuantizerKind.Product, QuantizerKind.Residual, QuantizerKind.LookupFree)]
    public double? QuantizerWeight { get; init; }

    /// <summary>The prior of the codes, learned in the second stage.</summary>
    public CodePriorConfig Prior { get; init; } = new();

    /// <inheritdoc/>
    public IEnumerable<string> Problems()
    {
        if (VectorSize is < 1 or > 65536) yield return $"vectorSize must be 1 to 65536, is {VectorSize}";
        if (QuantizerWeight is { } weight && !(weight >= 0 && double.IsFinite(weight))) yield return $"quantizerWeight must be 0 or more, is {weight}";
        foreach (var problem in LikelihoodProblems()) yield return problem;
        foreach (var problem in Network.Problems()) yield return $"network.{problem}";
        foreach (var problem in Quantizer.Problems()) yield return $"quantizer.{problem}";
        foreach (var problem in Prior.Problems()) yield return $"prior.{problem}";
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = System.Text.Json.Serialization.JsonKnownNamingPolicy.CamelCase,
    Converters = [typeof(CamelCaseEnums)])]
[JsonSerializable(typeof(VqVaeConfig))]
internal sealed partial class VqVaeJson : JsonSerializerContext;
