using System.Text.Json.Serialization;
using Elbo.Data;
using Elbo.Models.Conditionals;
using Elbo.Models.Configuration;
using Elbo.Probability;
using Elbo.Torch.Fused;

namespace Elbo.Models.Zoo.Nvdm;

/// <summary>Configuration of the model <c>nvdm</c>.</summary>
public sealed record NvdmConfig : IConfig
{
    /// <summary>Z, numbers of the code; of a direction its coordinates, one more than its sphere has dimensions.</summary>
    public int Latent { get; init; } = 50;

    /// <inheritdoc cref="TextPosterior"/>
    public TextPosterior Posterior { get; init; } = TextPosterior.Gaussian;

    /// <summary>Concentration of every direction, which makes the divergence a constant that cannot collapse; null: one for each text, 1 + softplus of what the network says.</summary>
    public double? Kappa { get; init; }

    /// <summary>How the gradient reaches a concentration that is learned.</summary>
    public SphereCorrection Correction { get; init; } = SphereCorrection.Implicit;

    /// <summary>Weight of (|v| − 1)², v being the vector whose direction is μ; no effect on a Gaussian.</summary>
    public double LengthWeight { get; init; }

    /// <summary>L, draws of the code per text and step.</summary>
    public int Draws { get; init; } = 1;

    /// <summary>Widths of the encoder's fully connected layers.</summary>
    public int[] Hidden { get; init; } = [500, 500];

    /// <summary>Widths of layers between code and words; none makes each dimension of the code a topic, as in the paper.</summary>
    public int[] DecoderHidden { get; init; } = [];

    /// <summary>Of the hidden layers of encoder and decoder.</summary>
    public Activation Activation { get; init; } = Activation.Tanh;

    /// <summary>Part of the encoder's last layer that is dropped in training.</summary>
    public double Dropout { get; init; } = 0.2;

    /// <summary>Part of the words' logits that is dropped in training.</summary>
    public double LogitDropout { get; init; }

    /// <summary>How codes become directions; null for a Gaussian.</summary>
    internal SphereCode? Sphere => SphereCode.Of(Posterior, Correction, Kappa);

    /// <inheritdoc/>
    public IEnumerable<string> Problems()
    {
        if (Latent is < 1 or > 65536) yield return $"latent must be 1 to 65536, is {Latent}";
        if (Sphere is { } sphere)
            foreach (var problem in SphereCode.Problems(sphere.Family, Correction, Kappa, Latent)) yield return problem;
        else if (Kappa is not null || Correction != SphereCorrection.Implicit || LengthWeight != 0) yield return "kappa, correction and lengthWeight have no effect under posterior=gaussian";
        if (LengthWeight is not (>= 0 and <= 1e6)) yield return $"lengthWeight must be 0 to 1000000, is {LengthWeight}";
        if (Draws is < 1 or > 100_000) yield return $"draws must be 1 to 100000, is {Draws}";
        foreach (var (name, widths) in new[] { ("hidden", Hidden), ("decoderHidden", DecoderHidden) })
        {
            if (widths.Length > 64) yield return $"{name} must have at most 64 layers, has {widths.Length}";
            foreach (var width in widths)
                if (width is < 1 or > 65536) yield return $"{name} must hold widths of 1 to 65536, has {width}";
        }
        foreach (var (name, part) in new[] { ("dropout", Dropout), ("logitDropout", LogitDropout) })
            if (part is not (>= 0 and < 1)) yield return $"{name} must be at least 0 and below 1, is {part}";
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, Converters = [typeof(CamelCaseEnums)])]
[JsonSerializable(typeof(NvdmConfig))]
internal sealed partial class NvdmJson : JsonSerializerContext;
