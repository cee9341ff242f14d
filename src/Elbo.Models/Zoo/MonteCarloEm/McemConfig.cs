using System.Text.Json.Serialization;
using Elbo.Data;
using Elbo.Models.Architectures;
using Elbo.Models.Configuration;

namespace Elbo.Models.Zoo.MonteCarloEm;

/// <summary>Configuration of the model <c>mcem</c>.</summary>
public sealed record McemConfig : DataNetworkConfig, IConfig
{
    /// <summary>Z, dimensions of the code.</summary>
    public int Latent { get; init; } = 3;

    /// <summary>Widths of the decoder's fully connected layers as an encoder would have them: the decoder has them in reverse.</summary>
    public int[] Hidden { get; init; } = [100];

    /// <summary>L, leapfrog steps of the trajectory by which each step moves the codes of its examples.</summary>
    public int LeapfrogSteps { get; init; } = 10;

    /// <inheritdoc/>
    public IEnumerable<string> Problems()
    {
        if (Latent is < 1 or > 65536) yield return $"latent must be 1 to 65536, is {Latent}";
        foreach (var width in Hidden)
            if (width is < 1 or > 65536) yield return $"hidden must hold widths of 1 to 65536, has {width}";
        if (Hidden.Length > 64) yield return $"hidden must have at most 64 layers, has {Hidden.Length}";
        if (LeapfrogSteps is < 1 or > 1000) yield return $"leapfrogSteps must be 1 to 1000, is {LeapfrogSteps}";
        foreach (var problem in NetworkProblems()) yield return problem;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, Converters = [typeof(CamelCaseEnums)])]
[JsonSerializable(typeof(McemConfig))]
internal sealed partial class McemJson : JsonSerializerContext;
