using System.Text.Json.Serialization.Metadata;
using Elbo.Data;
using Elbo.Models.Architectures;
using Elbo.Models.Configuration;
using Elbo.Models.Likelihoods;
using Elbo.Models.Networks;
using Elbo.Models.Priors;
using Elbo.Models.Quantizers;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Zoo.AudioVqVae;

/// <summary>
/// Audio as a sequence of codes: a strided encoder, and a WaveNet over µ-law samples that is told the codes and, where asked for, the speaker; a prior of the
/// codes is learned afterwards (van den Oord, Vinyals, Kavukcuoglu 2017, arXiv 1711.00937, §4.2). p(x | z) is that of the 256 classes of the samples.
/// </summary>
/// <remarks>
/// The mean of a distribution of samples given samples cannot be had: what other models decode as a mean is one draw here, the same for the same codes.
/// </remarks>
public sealed class AudioVqVaeModel : Model, IModelDefinition<AudioVqVaeConfig>, IStaged, IPointCodeModel, IReconstructor, IConditionalGenerator, IDataRange
{
    /// <summary>Seed of the draws that stand for means.</summary>
    private const ulong DecodingSeed = 1;

    private readonly AudioVqVaeConfig config;
    private readonly AudioEncoder encoder;
    private readonly Quantizer quantizer;
    private readonly AudioDecoder decoder;
    private readonly FactorCondition? speaker, condition;
    private readonly int length;

    private AudioVqVaeModel(AudioVqVaeConfig config, ModelInputs inputs)
    {
        var generator = inputs.Initialisation;
        this.config = config;
        length = inputs.Shape is [var samples] ? samples : throw new ConfigException($"model: vq-vae-audio takes audio [T], the data are [{string.Join(", ", inputs.Shape)}]");
        if (length % (1 << config.Channels.Length) != 0) throw new ConfigException($"data.samples must be a multiple of {1 << config.Channels.Length}, the samples of a code, is {length}");
        speaker = FactorCondition.Find(config.DecoderCondition, inputs, "model.decoderCondition");
        condition = FactorCondition.Find(config.Prior.Condition, inputs, "model.prior.condition");
        encoder = Child("encoder", new AudioEncoder(config.Channels, config.VectorSize, generator));
        quantizer = Child("quantizer", config.Quantizer.Build(config.VectorSize, generator));
        decoder = Child("decoder", new AudioDecoder(config.Decoder, config.VectorSize, config.ConditionChannels, speaker?.Factor.Levels ?? 0, generator));
        Prior = config.Prior.Build(quantizer.Levels, [length / encoder.Stride], condition?.Factor.Levels ?? 0, inputs);
        TrainingStage autoencoder = new(StageNames[0], ["encoder", "quantizer", "decoder"], Loss);
        Stages = config.Prior.Kind == CodePriorKind.Uniform ? [autoencoder] : [autoencoder, new(StageNames[1], ["prior"], PriorLoss)];
        if (Stages.Count > 1) Child("prior", (Module)Prior);
    }

    /// <inheritdoc/>
    public static ModelCard Card { get; } = new(
        "vq-vae-audio",
        "VQ-VAE for audio",
        "van den Oord, Vinyals & Kavukcuoglu 2017, arXiv 1711.00937",
        "Turns recordings into codes of a few milliseconds each and back through a WaveNet, in the same or another speaker's voice; learns the prior of the codes and draws new audio.");

    /// <inheritdoc/>
    public static JsonTypeInfo<AudioVqVaeConfig> ConfigJson => AudioVqVaeJson.Default.AudioVqVaeConfig;

    /// <inheritdoc/>
    public static DataSchema Example { get; } = DataSchema.OfShape([8000]) with { Factors = [new("speaker", 2)] };

    /// <inheritdoc/>
    public static IReadOnlyList<string> StageNames { get; } = ["autoencoder", "prior"];

    /// <inheritdoc/>
    public IReadOnlyList<TrainingStage> Stages { get; }

    /// <inheritdoc/>
    public ICodePrior Prior { get; }

    /// <inheritdoc/>
    public (double Low, double High) DataRange => (-1, 1);

    /// <inheritdoc/>
    public string LikelihoodName => "µ-law";

    /// <inheritdoc/>
    public Factor? Condition => condition?.Factor;

    /// <inheritdoc/>
    public Factor? DecoderCondition => speaker?.Factor;

    static Model IModelDefinition<AudioVqVaeConfig>.Build(AudioVqVaeConfig config, ModelInputs inputs) => Build(config, inputs);

    /// <inheritdoc cref="IModelDefinition{TConfig}.Build"/>
    public static AudioVqVaeModel Build(AudioVqVaeConfig config, ModelInputs inputs) => new(config, inputs);

    /// <summary>
    /// The first stage on a piece of each recording, under a uniform prior whose log K per code is left out [B]: <c>reconstruction</c> −log p(x | z), brought
    /// from the piece to the recording, and the quantiser's terms with their weights (eq. 3). <c>bits_per_sample</c> is that of the piece,
    /// <c>perplexity</c> that of the batch, averaged over the codes of a frame.
    /// </summary>
    public override LossTerms Loss(Batch batch, StepContext step)
    {
        var window = AudioWindows.Draw(batch, config.Window == 0 ? length : config.Window, encoder.Reach, step.Noise);
        var quantized = quantizer.Quantize(encoder.Forward(MuLaw.Compress(window.Samples)), step.Noise);
        var x = window.Samples.Narrow(1, encoder.Reach, window.Samples.Size(1) - (2 * encoder.Reach));
        var piece = -decoder.LogProb(x, quantized.Vectors, speaker?.Of(batch));
        var reconstruction = piece * window.Scale;
        var weight = config.QuantizerWeight ?? length / encoder.Stride;
        return new(
            reconstruction + quantized.Objective(weight),
            [new("reconstruction", reconstruction, Weight: 1), .. quantized.LossTerms(weight), new("bits_per_sample", piece / (x.Size(1) * Math.Log(2)), Unit.Bits), quantized.PerplexityTerm()]);
    }

    /// <inheritdoc/>
    public Tensor LogLikelihood(Batch x, Tensor codes) => decoder.LogProb(x.X, Vectors(codes), speaker?.Of(x));

    /// <inheritdoc/>
    public Tensor EncodeCodes(Batch x)
    {
        using var off = Gradients.Off();
        return quantizer.CodesOf(encoder.Forward(MuLaw.Compress(AudioWindows.Whole(x.X, encoder.Reach))));
    }

    /// <summary>One draw from p(x | codes), the same for the same codes [B, T] in [−1, 1].</summary>
    public Tensor DecodeCodes(Tensor codes, CodeConditions? conditions = null) =>
        decoder.Draw(Vectors(codes), conditions?.Classes, length, new NoiseStream(DecodingSeed), config.Temperature);

    /// <inheritdoc/>
    public CodeConditions? PriorConditions(Batch x) => FactorCondition.Given(condition, x);

    /// <inheritdoc/>
    public CodeConditions? DecoderConditions(Batch x) => FactorCondition.Given(speaker, x);

    /// <inheritdoc/>
    public Tensor Reconstruct(Batch x) => DecodeCodes(EncodeCodes(x), DecoderConditions(x));

    /// <inheritdoc/>
    public Tensor Generate(int count, NoiseStream noise) => Generate(count, noise, 1, null);

    /// <remarks>A decoder that is told a factor the prior is not gets its values in turn.</remarks>
    public Tensor Generate(int count, NoiseStream noise, double temperature, long? level)
    {
        var wanted = FactorCondition.Wanted(condition, count, level);
        return DecodeCodes(Prior.Sample(count, noise, wanted, temperature), speaker?.Factor.Name == condition?.Factor.Name ? wanted : FactorCondition.Wanted(speaker, count, null));
    }

    // The second stage: −log p(z) of the codes, which stand still.
    private LossTerms PriorLoss(Batch batch, StepContext step)
    {
        var codes = EncodeCodes(batch);
        var nats = Prior.CrossEntropy(codes, PriorConditions(batch));
        var loss = CodeLoss.Of(nats);
        if (batch.LengthsOf(Field.Main) is not { } lengths) return loss;
        // Codes of the silence behind a recording cost next to nothing: without them the figure is that of speech.
        var frame = Tensor.Arange(Prior.Shape[0], DType.I64, codes.Device) * encoder.Stride;
        var audible = frame.Unsqueeze(0).Lt(lengths.Unsqueeze(1)).To(nats.DType);
        var perFrame = nats.Reshape([batch.Count, Prior.Shape[0], -1]);
        return loss with { Terms = [.. loss.Terms, new("bits_per_audible_code", (perFrame.Mean([2]) * audible).Sum([1]) / (audible.Sum([1]).Clamp(1) * Math.Log(2)), Unit.Bits)] };
    }

    private Tensor Vectors(Tensor codes) => quantizer.VectorsOf(codes);
}
