using System.Text.Json.Serialization;
using Elbo.Data;
using Elbo.Models.Architectures;
using Elbo.Models.Conditionals;
using Elbo.Models.Configuration;
using Elbo.Probability;
using Elbo.Torch.Fused;

namespace Elbo.Models.Zoo.SVae;

/// <summary>Configuration of the model <c>svae</c>.</summary>
public sealed record SVaeConfig : DataNetworkConfig, IConfig
{
    /// <summary>The defaults: unlike those of other models ReLU.</summary>
    public SVaeConfig() => Activation = Activation.Relu;

    /// <summary>m, coordinates of the code. Its sphere has m − 1 dimensions: the paper's d = 5 is latent=6, beside a Gaussian code of 5.</summary>
    public int Latent { get; init; } = 6;

    /// <summary>Widths of the encoder's fully connected layers; the decoder has them in reverse.</summary>
    public int[] Hidden { get; init; } = [256, 128];

    /// <inheritdoc cref="SphereFamily"/>
    public SphereFamily Posterior { get; init; } = SphereFamily.VonMisesFisher;

    /// <summary>How the gradient reaches the concentration through draws that a sampler has rejected others for.</summary>
    public SphereCorrection Correction { get; init; } = SphereCorrection.Implicit;

    /// <summary>Concentration of every q(z | x), which makes the divergence a constant; null: one for each example, 1 + softplus of what the network says.</summary>
    public double? Kappa { get; init; }

    /// <summary>L, draws of the code per example and step.</summary>
    public int Draws { get; init; } = 1;

    /// <inheritdoc/>
    public IEnumerable<string> Problems()
    {
        foreach (var problem in SphereCode.Problems(Posterior, Correction, Kappa, Latent)) yield return problem;
        foreach (var width in Hidden)
            if (width is < 1 or > 65536) yield return $"hidden must hold widths of 1 to 65536, has {width}";
        if (Hidden.Length > 64) yield return $"hidden must have at most 64 layers, has {Hidden.Length}";
        if (Draws is < 1 or > 100_000) yield return $"draws must be 1 to 100000, is {Draws}";
        foreach (var problem in NetworkProblems()) yield return problem;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, Converters = [typeof(CamelCaseEnums)])]
[JsonSerializable(typeof(SVaeConfig))]
internal sealed partial class SVaeJson : JsonSerializerContext;
