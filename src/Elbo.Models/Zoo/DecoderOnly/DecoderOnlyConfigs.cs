using System.Text.Json.Serialization;
using Elbo.Data;
using Elbo.Models.Configuration;

namespace Elbo.Models.Zoo.DecoderOnly;

/// <summary>Configuration of the model <c>gan</c>.</summary>
public sealed record GanConfig : DecoderOnlyConfig, IConfig
{
    /// <summary>Widths of the discriminator's hidden layers.</summary>
    public int[] Discriminator { get; init; } = [512, 256];

    /// <summary>Learning rate of the discriminator; the generator has the training's.</summary>
    public double DiscriminatorRate { get; init; } = 2e-4;

    /// <summary>Decay of the first moment of both optimizers, 0.5 as in Radford et al. 2016 (arXiv 1511.06434).</summary>
    public double Beta1 { get; init; } = 0.5;

    public IEnumerable<string> Problems()
    {
        foreach (var problem in DecoderProblems().Concat(Widths("discriminator", Discriminator))) yield return problem;
        if (!(DiscriminatorRate > 0) || !double.IsFinite(DiscriminatorRate)) yield return $"discriminatorRate must be positive, is {DiscriminatorRate}";
        if (Beta1 is not (>= 0 and < 1)) yield return $"beta1 must be at least 0 and below 1, is {Beta1}";
    }
}

/// <summary>Configuration of the model <c>gmmn</c>.</summary>
public sealed record GmmnConfig : DecoderOnlyConfig, IConfig
{
    /// <summary>σ of the Gaussian kernels, in the unit of the distance of two examples.</summary>
    public double[] Bandwidths { get; init; } = [2, 5, 10, 20, 40, 80];

    public IEnumerable<string> Problems()
    {
        foreach (var problem in DecoderProblems()) yield return problem;
        if (Bandwidths.Length is < 1 or > 64) yield return $"bandwidths must list 1 to 64 kernels, lists {Bandwidths.Length}";
        foreach (var width in Bandwidths)
            if (!(width is > 0 and <= 1e9)) yield return $"bandwidths must be above 0 and at most 1000000000, has {width}";
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, Converters = [typeof(CamelCaseEnums)])]
[JsonSerializable(typeof(GanConfig))]
[JsonSerializable(typeof(GmmnConfig))]
internal sealed partial class DecoderOnlyJson : JsonSerializerContext;
