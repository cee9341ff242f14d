using System.Text.Json.Serialization;
using Elbo.Data;
using Elbo.Models.Architectures;
using Elbo.Models.Configuration;

namespace Elbo.Models.Zoo.AdversarialAutoencoder;

/// <summary>Configuration of the model <c>aae</c>.</summary>
public sealed record AdversarialAutoencoderConfig : DataNetworkConfig, IConfig
{
    /// <summary>Z, dimensions of the code.</summary>
    public int Latent { get; init; } = 8;

    /// <summary>Widths of the encoder's fully connected layers; the decoder has them in reverse.</summary>
    public int[] Hidden { get; init; } = [1000, 1000];

    /// <summary>Widths of the discriminator's hidden layers.</summary>
    public int[] Discriminator { get; init; } = [1000, 1000];

    /// <summary>Learning rate of the regularisation phase: of the discriminator, and of the encoder against it.</summary>
    public double RegularisationRate { get; init; } = 2e-4;

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
        if (!(RegularisationRate > 0) || !double.IsFinite(RegularisationRate)) yield return $"regularisationRate must be positive, is {RegularisationRate}";
        foreach (var problem in NetworkProblems()) yield return problem;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, Converters = [typeof(CamelCaseEnums)])]
[JsonSerializable(typeof(AdversarialAutoencoderConfig))]
internal sealed partial class AdversarialAutoencoderJson : JsonSerializerContext;
