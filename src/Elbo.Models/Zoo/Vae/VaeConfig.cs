using System.Text.Json.Serialization;
using Elbo.Models.Configuration;
using Elbo.Torch.Fused;

namespace Elbo.Models.Zoo.Vae;

/// <summary>How the bound is estimated (arXiv 1312.6114, §2.3).</summary>
public enum BoundEstimator
{
    /// <summary>L̂^B: KL in closed form, the likelihood by sampling.</summary>
    AnalyticKl,

    /// <summary>L̂^A: everything by sampling.</summary>
    Sampled,
}

/// <summary>Starting weights; biases start at zero.</summary>
public enum WeightStart
{
    /// <summary>Uniform on ±√(6/(in + out)).</summary>
    Glorot,

    /// <summary>Normal with standard deviation 0.01 (the paper's N(0, 0.01), read as a standard deviation).</summary>
    Normal,
}

/// <summary>Configuration of <see cref="VaeModel"/>.</summary>
public sealed record VaeConfig : IConfig
{
    /// <summary>Z, dimensions of the code.</summary>
    public int Latent { get; init; } = 50;

    /// <summary>Widths of the encoder's hidden layers; the decoder has them in reverse.</summary>
    public int[] Hidden { get; init; } = [200, 200];

    public Activation Activation { get; init; } = Activation.Tanh;

    public BoundEstimator Estimator { get; init; } = BoundEstimator.AnalyticKl;

    public WeightStart Start { get; init; } = WeightStart.Glorot;

    public IEnumerable<string> Problems()
    {
        if (Latent is < 1 or > 65536) yield return $"latent must be 1 to 65536, is {Latent}";
        foreach (var width in Hidden)
            if (width is < 1 or > 65536) yield return $"hidden must hold widths of 1 to 65536, has {width}";
        if (Hidden.Length > 64) yield return $"hidden must have at most 64 layers, has {Hidden.Length}";
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true,
    Converters = [typeof(CamelCaseEnum<BoundEstimator>), typeof(CamelCaseEnum<WeightStart>), typeof(CamelCaseEnum<Activation>)])]
[JsonSerializable(typeof(VaeConfig))]
internal sealed partial class VaeJson : JsonSerializerContext;
