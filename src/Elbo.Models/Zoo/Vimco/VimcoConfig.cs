using System.Text.Json.Serialization;
using Elbo.Data;
using Elbo.Models.Configuration;
using Elbo.Models.Likelihoods;
using Elbo.Models.Networks;

namespace Elbo.Models.Zoo.Vimco;

/// <summary>Configuration of <see cref="VimcoModel"/>.</summary>
public sealed record VimcoConfig : LikelihoodConfig, IConfig
{
    /// <summary>K, values a code can take.</summary>
    public int Codes { get; init; } = 512;

    /// <summary>G, codes at each position of the grid; each has K vectors of its own.</summary>
    public int Codebooks { get; init; } = 10;

    /// <summary>Length of the vector a code stands for; the decoder reads those of a position side by side.</summary>
    public int VectorSize { get; init; } = 8;

    /// <summary>Draws per example in a training step, at least 2; the paper takes 50, at ten times the cost.</summary>
    public int Samples { get; init; } = 5;

    /// <summary>Encoder and decoder.</summary>
    public GridNetworkConfig Network { get; init; } = new() { Variant = GridVariant.Reference, Width = 64 };

    /// <inheritdoc/>
    public IEnumerable<string> Problems()
    {
        if (Codes is < 2 or > 65536) yield return $"codes must be 2 to 65536, is {Codes}";
        if (Codebooks is < 1 or > 1024) yield return $"codebooks must be 1 to 1024, is {Codebooks}";
        if (VectorSize is < 1 or > 65536) yield return $"vectorSize must be 1 to 65536, is {VectorSize}";
        if (Samples is < 2 or > 10_000) yield return $"samples must be 2 to 10000, is {Samples}";
        foreach (var problem in Network.Problems()) yield return $"network.{problem}";
        foreach (var problem in LikelihoodProblems()) yield return problem;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true,
    Converters = [typeof(CamelCaseEnums)])]
[JsonSerializable(typeof(VimcoConfig))]
internal sealed partial class VimcoJson : JsonSerializerContext;
