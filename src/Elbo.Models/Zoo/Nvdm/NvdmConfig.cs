using System.Text.Json.Serialization;
using Elbo.Data;
using Elbo.Models.Configuration;
using Elbo.Torch.Fused;

namespace Elbo.Models.Zoo.Nvdm;

/// <summary>Configuration of the model <c>nvdm</c>.</summary>
public sealed record NvdmConfig : IConfig
{
    /// <summary>Z, dimensions of the code.</summary>
    public int Latent { get; init; } = 50;

    /// <summary>Widths of the encoder's fully connected layers.</summary>
    public int[] Hidden { get; init; } = [500, 500];

    /// <summary>Widths of layers between code and words; none makes each dimension of the code a topic, as in the paper.</summary>
    public int[] DecoderHidden { get; init; } = [];

    public Activation Activation { get; init; } = Activation.Tanh;

    /// <summary>Part of the encoder's last layer that is dropped in training.</summary>
    public double Dropout { get; init; } = 0.2;

    /// <summary>Part of the words' logits that is dropped in training.</summary>
    public double LogitDropout { get; init; }

    public IEnumerable<string> Problems()
    {
        if (Latent is < 1 or > 65536) yield return $"latent must be 1 to 65536, is {Latent}";
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
