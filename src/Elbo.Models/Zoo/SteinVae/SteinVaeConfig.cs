using System.Text.Json.Serialization;
using Elbo.Data;
using Elbo.Models.Architectures;
using Elbo.Models.Configuration;
using Elbo.Probability.Inference;

namespace Elbo.Models.Zoo.SteinVae;

/// <summary>Configuration of the model <c>stein-vae</c>.</summary>
public sealed record SteinVaeConfig : DataNetworkConfig, IConfig
{
    /// <summary>Z, dimensions of the code.</summary>
    public int Latent { get; init; } = 50;

    /// <summary>Widths of the sampler's fully connected layers, at least one: noise joins in the last. The decoder has them in reverse.</summary>
    public int[] Hidden { get; init; } = [200, 200];

    /// <summary>Ξ, numbers of noise that the sampler makes a code of; null: as many as the code has.</summary>
    public int? Noise { get; init; }

    /// <summary>M, codes of each example that are moved at once.</summary>
    public int Particles { get; init; } = 10;

    /// <summary>k, codes in a group that takes the place of each of M particles, weighed within it by their importance: Stein VIWAE. 1 for none.</summary>
    public int Samples { get; init; } = 1;

    /// <summary>How the width of the kernel between codes is chosen.</summary>
    public SteinBandwidth Bandwidth { get; init; } = SteinBandwidth.Median;

    /// <summary>What the force that keeps codes apart is multiplied by; 1 is the theory's.</summary>
    public double Repulsion { get; init; } = 1;

    /// <inheritdoc/>
    public IEnumerable<string> Problems()
    {
        if (Latent is < 1 or > 65536) yield return $"latent must be 1 to 65536, is {Latent}";
        foreach (var width in Hidden)
            if (width is < 1 or > 65536) yield return $"hidden must hold widths of 1 to 65536, has {width}";
        if (Hidden.Length is < 1 or > 64) yield return $"hidden must have 1 to 64 layers, has {Hidden.Length}";
        if (Noise is < 1 or > 65536) yield return $"noise must be 1 to 65536, is {Noise}";
        if (Particles is < 1 or > 10_000) yield return $"particles must be 1 to 10000, is {Particles}";
        if (Samples is < 1 or > 10_000 || (long)Samples * Particles > 10_000) yield return $"samples must be 1 to 10000, times particles no more, is {Samples}, times {Particles}";
        if (Samples > 1 && Noise is { } noise && noise != Latent) yield return $"noise must be as latent under samples above 1, whose weights need the density of a draw, is {noise}";
        if (!(Repulsion is >= 0 and <= 1e6)) yield return $"repulsion must be 0 to 1000000, is {Repulsion}";
        foreach (var problem in NetworkProblems()) yield return problem;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, Converters = [typeof(CamelCaseEnums)])]
[JsonSerializable(typeof(SteinVaeConfig))]
internal sealed partial class SteinVaeJson : JsonSerializerContext;
