using System.Text.Json.Serialization;
using Elbo.Data;
using Elbo.Models.Configuration;
using Elbo.Models.Networks;
using Elbo.Models.Priors;
using Elbo.Models.Quantizers;

namespace Elbo.Models.Zoo.AudioVqVae;

/// <summary>Configuration of <see cref="AudioVqVaeModel"/>.</summary>
public sealed record AudioVqVaeConfig : IConfig
{
    /// <summary>Channels after each convolution of the encoder, which halves the rate: six make one code of 64 samples.</summary>
    public int[] Channels { get; init; } = [32, 64, 128, 128, 128, 128];

    /// <summary>D, length of the encoder's vector of a frame.</summary>
    public int VectorSize { get; init; } = 64;

    /// <summary>Codes are averages that start from data, and start again where they are not used.</summary>
    public QuantizerConfig Quantizer { get; init; } = new() { Vector = VectorQuantizerConfig.Averaged };

    /// <summary>
    /// Factor of the quantiser's terms beside −log p(x | z), which is a sum over samples; null for the number of frames, which makes them sums too.
    /// Much more, and the encoder may settle at one code before the decoder has learned to listen.
    /// </summary>
    [EffectiveUnder("quantizer.kind", QuantizerKind.Vector, QuantizerKind.Product, QuantizerKind.Residual, QuantizerKind.LookupFree)]
    public double? QuantizerWeight { get; init; }

    /// <summary>The network of p(x | z).</summary>
    public WaveNetConfig Decoder { get; init; } = new();

    /// <summary>Width of what the decoder is told of the codes at each sample.</summary>
    public int ConditionChannels { get; init; } = 64;

    /// <summary>A factor of the data that the decoder is told, e.g. <c>speaker</c>: the codes need not carry it, and it can be changed. Null for none.</summary>
    public string? DecoderCondition { get; init; }

    /// <summary>Samples of the piece of each recording that a step learns from; 0 for the whole.</summary>
    public int Window { get; init; } = 2048;

    /// <summary>Divides the logits of samples when audio is drawn; below 1 less noise.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>The prior of the codes, learned in the second stage.</summary>
    public CodePriorConfig Prior { get; init; } = new();

    /// <inheritdoc/>
    public IEnumerable<string> Problems()
    {
        if (Channels.Length is < 1 or > 14) yield return $"channels must list 1 to 14 convolutions, lists {Channels.Length}";
        foreach (var count in Channels)
            if (count is < 1 or > 65536) yield return $"channels must hold 1 to 65536, has {count}";
        if (VectorSize is < 1 or > 65536) yield return $"vectorSize must be 1 to 65536, is {VectorSize}";
        if (QuantizerWeight is { } weight && !(weight >= 0 && double.IsFinite(weight))) yield return $"quantizerWeight must be 0 or more, is {weight}";
        if (ConditionChannels is < 1 or > 65536) yield return $"conditionChannels must be 1 to 65536, is {ConditionChannels}";
        if (Window < 0 || (Channels.Length is >= 1 and <= 14 && Window % (1 << Channels.Length) != 0)) yield return $"window must be 0 or a multiple of {1L << Channels.Length}, the samples of a code, is {Window}";
        if (!(Temperature > 0 && double.IsFinite(Temperature))) yield return $"temperature must be above 0, is {Temperature}";
        foreach (var problem in Quantizer.Problems()) yield return $"quantizer.{problem}";
        foreach (var problem in Decoder.Problems()) yield return $"decoder.{problem}";
        foreach (var problem in Prior.Problems()) yield return $"prior.{problem}";
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters = [typeof(CamelCaseEnums)])]
[JsonSerializable(typeof(AudioVqVaeConfig))]
internal sealed partial class AudioVqVaeJson : JsonSerializerContext;
