using System.Text.Json.Serialization;
using Elbo.Data;
using Elbo.Models.Architectures;
using Elbo.Models.Configuration;
using Elbo.Models.Objectives;

namespace Elbo.Models.Zoo.InfoVae;

/// <summary>Configuration of the model <c>info-vae</c>.</summary>
public sealed record InfoVaeConfig : DataNetworkConfig, IConfig
{
    /// <summary>Z, dimensions of the code.</summary>
    public int Latent { get; init; } = 10;

    /// <summary>Widths of the encoder's fully connected layers; the decoder has them in reverse.</summary>
    public int[] Hidden { get; init; } = [200, 200];

    /// <summary>α ≤ 1: the divergence of each q(z | x) from the prior weighs 1 − α. At 1 a code may say as much of its example as it likes.</summary>
    public double Alpha { get; init; } = 0.5;

    /// <summary>λ: the discrepancy of all codes together from the prior weighs α + λ − 1, which must not be below 0. It is a number of a few thousandths, and the rest are nats.</summary>
    public double Lambda { get; init; } = 100;

    /// <summary>Of the discrepancy.</summary>
    public DiscrepancyKernel Kernel { get; init; } = DiscrepancyKernel.InverseMultiquadratic;

    /// <summary>h, standard deviations of the prior that the kernel takes for near: its width is C = 2 Z h².</summary>
    public double Bandwidth { get; init; } = 1;

    /// <inheritdoc/>
    public IEnumerable<string> Problems()
    {
        if (Latent is < 1 or > 65536) yield return $"latent must be 1 to 65536, is {Latent}";
        foreach (var width in Hidden)
            if (width is < 1 or > 65536) yield return $"hidden must hold widths of 1 to 65536, has {width}";
        if (Hidden.Length > 64) yield return $"hidden must have at most 64 layers, has {Hidden.Length}";
        if (Alpha is not (>= -1e6 and <= 1)) yield return $"alpha must be -1000000 to 1, is {Alpha}";
        if (Lambda is not (>= 0 and <= 1e6)) yield return $"lambda must be 0 to 1000000, is {Lambda}";
        else if (Alpha + Lambda < 1) yield return $"lambda must be at least 1 - alpha, is {Lambda} with alpha {Alpha}: below it codes are rewarded for straying from the prior";
        if (Bandwidth is not (>= 1e-3 and <= 1e3)) yield return $"bandwidth must be 0.001 to 1000, is {Bandwidth}";
        foreach (var problem in NetworkProblems()) yield return problem;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true,
    Converters = [typeof(CamelCaseEnums)])]
[JsonSerializable(typeof(InfoVaeConfig))]
internal sealed partial class InfoVaeJson : JsonSerializerContext;
