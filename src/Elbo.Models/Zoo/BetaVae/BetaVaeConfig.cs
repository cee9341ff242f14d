using System.Text.Json.Serialization;
using Elbo.Data;
using Elbo.Models.Architectures;
using Elbo.Models.Configuration;
using Elbo.Torch.Fused;

namespace Elbo.Models.Zoo.BetaVae;

/// <summary>Configuration of the model <c>beta-vae</c>.</summary>
public sealed record BetaVaeConfig : DataNetworkConfig, IConfig
{
    /// <summary>The defaults: unlike those of other models four convolutions, and ReLU.</summary>
    public BetaVaeConfig() => (Channels, Activation) = ([32, 32, 64, 64], Activation.Relu);

    /// <summary>Z, dimensions of the code.</summary>
    public int Latent { get; init; } = 10;

    /// <summary>Widths of the encoder's fully connected layers; the decoder has them in reverse.</summary>
    public int[] Hidden { get; init; } = [256];

    /// <summary>β, weight of the divergence, or of its distance to the capacity.</summary>
    public double Beta { get; init; } = 4;

    /// <summary>C, nats that the divergence of each example is held at in the end; null lets it fall as far as it may.</summary>
    public double? Capacity { get; init; }

    /// <summary>Steps in which the capacity rises from 0 to C.</summary>
    [EffectiveUnder(nameof(Capacity))]
    public int CapacitySteps { get; init; } = 100_000;

    /// <inheritdoc/>
    public IEnumerable<string> Problems()
    {
        if (Latent is < 1 or > 65536) yield return $"latent must be 1 to 65536, is {Latent}";
        foreach (var width in Hidden)
            if (width is < 1 or > 65536) yield return $"hidden must hold widths of 1 to 65536, has {width}";
        if (Hidden.Length > 64) yield return $"hidden must have at most 64 layers, has {Hidden.Length}";
        if (Beta is not (>= 0 and <= 1e6)) yield return $"beta must be 0 to 1000000, is {Beta}";
        if (Capacity is { } nats && nats is not (>= 0 and <= 1e6)) yield return $"capacity must be 0 to 1000000 nats, is {nats}";
        if (CapacitySteps < 0) yield return $"capacitySteps must be 0 or more, is {CapacitySteps}";
        foreach (var problem in NetworkProblems()) yield return problem;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true,
    Converters = [typeof(CamelCaseEnums)])]
[JsonSerializable(typeof(BetaVaeConfig))]
internal sealed partial class BetaVaeJson : JsonSerializerContext;
