using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Elbo.Data;
using Elbo.Models.Latents;
using Elbo.Models.Sequences;

namespace Elbo.Models.Zoo.SentenceVae;

/// <summary>A VAE of whole sentences: an LSTM reads one into a Gaussian code, another writes it from there word by word (Bowman et al. 2016, arXiv 1511.06349).</summary>
public sealed class SentenceVaeDefinition : IModelDefinition<SentenceVaeConfig>
{
    // Words of a sentence that is drawn, at most.
    internal const int Longest = 100;

    /// <inheritdoc/>
    public static ModelCard Card { get; } = new(
        "sentence-vae",
        "Sentence VAE",
        "Bowman et al. 2016, arXiv 1511.06349",
        "Learns a code of whole sentences that can be drawn from, walked through and searched, with a bound on what each sentence costs.");

    /// <inheritdoc/>
    public static JsonTypeInfo<SentenceVaeConfig> ConfigJson => SentenceVaeJson.Default.SentenceVaeConfig;

    /// <inheritdoc/>
    public static DataSchema Example => TextExample.Schema;

    /// <inheritdoc/>
    public static JsonObject Training => new() { ["epochs"] = 4, ["batch"] = 32, ["clipNorm"] = 5, ["klWarmUp"] = 2 };

    /// <inheritdoc/>
    public static Model Build(SentenceVaeConfig config, ModelInputs inputs)
    {
        const string Site = "z";
        var network = config.Network(inputs, config.Latent, config.EveryStep);
        var decoder = new SequenceDecoder(network, Longest);
        var reader = new SequenceReader(network.Embedding, config.Embedding, config.Hidden, inputs.Initialisation);
        return new Vae(LatentProgram.Of(Site, "encoder", config.Encoder(reader, inputs.Initialisation)), config.Prior(Site),
            DataLikelihood.At(Site, "decoder", decoder) with { IsDrawn = true }, config.Objective);
    }
}
