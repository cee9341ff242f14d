using System.Text.Json.Serialization;
using Elbo.Data;
using Elbo.Models.Configuration;

namespace Elbo.Models.Zoo.DecoderOnly;

/// <summary>Configuration of the model <c>gmmn</c>.</summary>
public sealed record GmmnConfig : DecoderOnlyConfig, IConfig
{
    /// <summary>σ of the Gaussian kernels, in the unit of the distance of two examples.</summary>
    public double[] Bandwidths { get; init; } = [2, 5, 10, 20, 40, 80];

    /// <inheritdoc/>
    public IEnumerable<string> Problems()
    {
        foreach (var problem in DecoderProblems()) yield return problem;
        if (Bandwidths.Length is < 1 or > 64) yield return $"bandwidths must list 1 to 64 kernels, lists {Bandwidths.Length}";
        foreach (var width in Bandwidths)
            if (!(width is > 0 and <= 1e9)) yield return $"bandwidths must be above 0 and at most 1000000000, has {width}";
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, Converters = [typeof(CamelCaseEnums)])]
[JsonSerializable(typeof(GmmnConfig))]
internal sealed partial class GmmnJson : JsonSerializerContext;
