using System.Text.Json.Serialization;
using Elbo.Data;
using Elbo.Models.Conditionals;
using Elbo.Models.Configuration;
using Elbo.Probability;
using Elbo.Torch.Fused;

namespace Elbo.Models.Zoo.GraphAutoencoder;

/// <summary>Configuration of the model <c>s-vgae</c>.</summary>
public sealed record SVgaeConfig : IConfig
{
    /// <summary>m, coordinates of a node's code, one more than its sphere has dimensions.</summary>
    public int Latent { get; init; } = 16;

    /// <summary>Width of the layer between features and codes.</summary>
    public int Hidden { get; init; } = 32;

    /// <summary>Of the layer between features and codes.</summary>
    public Activation Activation { get; init; } = Activation.Relu;

    /// <inheritdoc cref="SphereFamily"/>
    public SphereFamily Posterior { get; init; } = SphereFamily.VonMisesFisher;

    /// <summary>How the gradient reaches the concentration through draws that a sampler has rejected others for; <c>score</c> needs other examples to compare with, and there is one graph.</summary>
    public SphereCorrection Correction { get; init; } = SphereCorrection.Implicit;

    /// <summary>Concentration of every code; null: one for each node, 1 + softplus of what the network says.</summary>
    public double? Kappa { get; init; }

    /// <inheritdoc/>
    public IEnumerable<string> Problems()
    {
        foreach (var problem in SphereCode.Problems(Posterior, Correction, Kappa, Latent)) yield return problem;
        if (Correction == SphereCorrection.Score) yield return "correction must be implicit or none, is score: there is one graph, and no other example to compare its cost with";
        if (Hidden is < 1 or > 65536) yield return $"hidden must be 1 to 65536, is {Hidden}";
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, Converters = [typeof(CamelCaseEnums)])]
[JsonSerializable(typeof(SVgaeConfig))]
internal sealed partial class SVgaeJson : JsonSerializerContext;
