using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Elbo.Data;
using Elbo.Models.Latents;
using Elbo.Models.Objectives;
using Elbo.Models.Sequences;

namespace Elbo.Models.Zoo.SentenceVae;

/// <summary>The decoder of the sentence VAE without a code: a language model, whose log p(x) is exact and which the VAE is held against (Bowman et al. 2016, arXiv 1511.06349, §4).</summary>
public sealed class RnnLmDefinition : IModelDefinition<RnnLmConfig>
{
    /// <inheritdoc/>
    public static ModelCard Card { get; } = new(
        "rnnlm",
        "LSTM language model",
        "Mikolov et al. 2010; as the baseline of Bowman et al. 2016, arXiv 1511.06349",
        "Says what the next word of a sentence is, without a code: exact likelihoods that the sentence VAE is held against.");

    /// <inheritdoc/>
    public static JsonTypeInfo<RnnLmConfig> ConfigJson => RnnLmJson.Default.RnnLmConfig;

    /// <inheritdoc/>
    public static DataSchema Example => TextExample.Schema;

    /// <inheritdoc/>
    public static JsonObject Training => new() { ["epochs"] = 4, ["batch"] = 32, ["clipNorm"] = 5 };

    /// <inheritdoc/>
    public static Model Build(RnnLmConfig config, ModelInputs inputs)
    {
        var decoder = new SequenceDecoder(config.Network(inputs, 0, false), SentenceVaeDefinition.Longest);
        var none = new LatentProgram([], [], (_, _) => { }) { IsConditional = false };
        var likelihood = new DataLikelihood([("decoder", decoder)], (x, _, pass) => decoder.Without(x.Count, pass)) { IsDrawn = true };
        return new Vae(none, none, likelihood, new ElboObjective());
    }
}
