using System.Text.Json.Serialization;
using Elbo.Data;
using Elbo.Models.Architectures;
using Elbo.Models.Configuration;
using Elbo.Models.Objectives;
using Elbo.Torch.Fused;

namespace Elbo.Models.Zoo.BetaTcVae;

/// <summary>Configuration of the model <c>beta-tcvae</c>.</summary>
public sealed record BetaTcVaeConfig : DataNetworkConfig, IConfig
{
    /// <summary>The defaults: unlike those of other models four convolutions, and ReLU.</summary>
    public BetaTcVaeConfig() => (Channels, Activation) = ([32, 32, 64, 64], Activation.Relu);

    /// <summary>Z, dimensions of the code.</summary>
    public int Latent { get; init; } = 10;

    /// <summary>Widths of the encoder's fully connected layers; the decoder has them in reverse.</summary>
    public int[] Hidden { get; init; } = [256];

    /// <summary>α, weight of the mutual information of x and z.</summary>
    public double Alpha { get; init; } = 1;

    /// <summary>β, weight of the total correlation of the code's dimensions.</summary>
    public double Beta { get; init; } = 6;

    /// <summary>γ, weight of the divergence of each dimension from its prior.</summary>
    public double Gamma { get; init; } = 1;

    /// <summary>How the density of the aggregate posterior is estimated from a batch.</summary>
    public AggregateEstimator Estimator { get; init; } = AggregateEstimator.Weighted;

    /// <inheritdoc/>
    public IEnumerable<string> Problems()
    {
        if (Latent is < 1 or > 65536) yield return $"latent must be 1 to 65536, is {Latent}";
        foreach (var width in Hidden)
            if (width is < 1 or > 65536) yield return $"hidden must hold widths of 1 to 65536, has {width}";
        if (Hidden.Length > 64) yield return $"hidden must have at most 64 layers, has {Hidden.Length}";
        foreach (var (name, weight) in new[] { ("alpha", Alpha), ("beta", Beta), ("gamma", Gamma) })
            if (weight is not (>= 0 and <= 1e6)) yield return $"{name} must be 0 to 1000000, is {weight}";
        foreach (var problem in NetworkProblems()) yield return problem;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true,
    Converters = [typeof(CamelCaseEnums)])]
[JsonSerializable(typeof(BetaTcVaeConfig))]
internal sealed partial class BetaTcVaeJson : JsonSerializerContext;
