using System.Text.Json.Serialization;
using Elbo.Data;
using Elbo.Models.Architectures;
using Elbo.Models.Configuration;
using Elbo.Torch.Fused;

namespace Elbo.Models.Zoo.FactorVae;

/// <summary>Configuration of the model <c>factor-vae</c>.</summary>
public sealed record FactorVaeConfig : DataNetworkConfig, IConfig
{
    /// <summary>The defaults: unlike those of other models four convolutions, and ReLU.</summary>
    public FactorVaeConfig() => (Channels, Activation) = ([32, 32, 64, 64], Activation.Relu);

    /// <summary>Z, dimensions of the code.</summary>
    public int Latent { get; init; } = 10;

    /// <summary>Widths of the encoder's fully connected layers; the decoder has them in reverse.</summary>
    public int[] Hidden { get; init; } = [256];

    /// <summary>γ, weight of the total correlation.</summary>
    public double Gamma { get; init; } = 35;

    /// <summary>Widths of the discriminator's hidden layers.</summary>
    public int[] Discriminator { get; init; } = [1000, 1000, 1000, 1000, 1000];

    /// <summary>Learning rate of the discriminator.</summary>
    public double DiscriminatorRate { get; init; } = 1e-4;

    /// <inheritdoc/>
    public IEnumerable<string> Problems()
    {
        if (Latent is < 1 or > 65536) yield return $"latent must be 1 to 65536, is {Latent}";
        foreach (var (name, widths) in new[] { ("hidden", Hidden), ("discriminator", Discriminator) })
        {
            if (widths.Length > 64) yield return $"{name} must have at most 64 layers, has {widths.Length}";
            foreach (var width in widths)
                if (width is < 1 or > 65536) yield return $"{name} must hold widths of 1 to 65536, has {width}";
        }
        if (Gamma is not (>= 0 and <= 1e6)) yield return $"gamma must be 0 to 1000000, is {Gamma}";
        if (!(DiscriminatorRate > 0) || !double.IsFinite(DiscriminatorRate)) yield return $"discriminatorRate must be positive, is {DiscriminatorRate}";
        foreach (var problem in NetworkProblems()) yield return problem;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, Converters = [typeof(CamelCaseEnums)])]
[JsonSerializable(typeof(FactorVaeConfig))]
internal sealed partial class FactorVaeJson : JsonSerializerContext;
