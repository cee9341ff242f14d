using System.Text.Json.Serialization;
using Elbo.Data;
using Elbo.Models.Configuration;
using Elbo.Models.Sequences;

namespace Elbo.Models.Zoo.SentenceVae;

/// <summary>Configuration of the model <c>rnnlm</c>.</summary>
public sealed record RnnLmConfig : WordNetworkConfig, IConfig
{
    /// <inheritdoc/>
    public IEnumerable<string> Problems() => NetworkProblems();
}

/// <summary>Settings of a network that writes texts.</summary>
public abstract record WordNetworkConfig
{
    /// <summary>Size of a word vector.</summary>
    public int Embedding { get; init; } = 256;

    /// <summary>Size of the state of the LSTM.</summary>
    public int Hidden { get; init; } = 256;

    /// <summary>Part of the state that is dropped before the softmax in training.</summary>
    public double Dropout { get; init; } = 0.3;

    /// <summary>Part of the words before that the decoder is told in training; the others are read as &lt;unk&gt;.</summary>
    [EffectiveUnder(nameof(Inputless), "false")]
    public double KeepRate { get; init; } = 1;

    /// <summary>Whether the decoder is told no word at all, in evaluation neither.</summary>
    public bool Inputless { get; init; }

    private protected IEnumerable<string> NetworkProblems()
    {
        if (Embedding is < 1 or > 65536) yield return $"embedding must be 1 to 65536, is {Embedding}";
        if (Hidden is < 1 or > 65536) yield return $"hidden must be 1 to 65536, is {Hidden}";
        if (Dropout is not (>= 0 and < 1)) yield return $"dropout must be at least 0 and below 1, is {Dropout}";
        if (KeepRate is not (> 0 and <= 1)) yield return $"keepRate must be above 0 and at most 1, is {KeepRate}";
    }

    /// <summary>The network for data of a schema.</summary>
    /// <param name="latent">Z; 0 for none.</param>
    internal WordNetwork Network(ModelInputs inputs, int latent, bool withCode)
    {
        var words = inputs.Schema.Vocabulary?.Count ?? throw new DataException($"{inputs.Schema.Data}: texts without a vocabulary");
        var network = new WordNetwork(words, latent, new(KeepRate, Inputless, withCode), Embedding, Hidden, Dropout, inputs.Initialisation);
        if (inputs.Statistics?.WordCounts(words) is { } counts) network.StartAt(counts);
        return network;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, Converters = [typeof(CamelCaseEnums)])]
[JsonSerializable(typeof(RnnLmConfig))]
internal sealed partial class RnnLmJson : JsonSerializerContext;
