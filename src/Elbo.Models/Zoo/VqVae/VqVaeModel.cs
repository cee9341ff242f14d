using System.Text.Json.Serialization.Metadata;
using Elbo.Data;
using Elbo.Models.Architectures;
using Elbo.Models.Likelihoods;
using Elbo.Models.Networks;
using Elbo.Models.Priors;
using Elbo.Models.Quantizers;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Zoo.VqVae;

/// <summary>
/// Images as grids of codes, and a prior of the codes learned afterwards: VQ-VAE (van den Oord, Vinyals, Kavukcuoglu 2017, arXiv 1711.00937).
/// q(z | x) is a point, so the bound is log p(x | z) + log p(z) at it.
/// </summary>
public sealed class VqVaeModel : Model, IModelDefinition<VqVaeConfig>, IStaged, IPointCodeModel, IReconstructor, IConditionalGenerator, IDataRange
{
    private readonly double quantizerWeight;
    private readonly GridEncoder encoder;
    private readonly Quantizer quantizer;
    private readonly Decoder decoder;
    private readonly FactorCondition? condition;

    private VqVaeModel(VqVaeConfig config, ModelInputs inputs)
    {
        condition = FactorCondition.Find(config.Prior.Condition, inputs, "model.prior.condition");
        var generator = inputs.Initialisation;
        encoder = Child("encoder", new GridEncoder(config.Network, inputs.Shape, config.VectorSize, generator));
        quantizer = Child("quantizer", config.Quantizer.Build(config.VectorSize, generator));
        decoder = Child("decoder", GridNetworks.Decoder(config, config.Network, config.VectorSize, inputs));
        Prior = config.Prior.Build(quantizer.Levels, [encoder.Height, encoder.Width], condition?.Factor.Levels ?? 0, inputs);
        quantizerWeight = config.QuantizerWeight ?? encoder.Height * encoder.Width;
        TrainingStage autoencoder = new(StageNames[0], ["encoder", "quantizer", "decoder"], Loss);
        Stages = config.Prior.Kind == CodePriorKind.Uniform ? [autoencoder] : [autoencoder, new(StageNames[1], ["prior"], PriorLoss)];
        if (Stages.Count > 1) Child("prior", (Module)Prior);
    }

    /// <inheritdoc/>
    public static ModelCard Card { get; } = new(
        "vq-vae",
        "VQ-VAE",
        "van den Oord, Vinyals & Kavukcuoglu 2017, arXiv 1711.00937",
        "Turns images into small grids of codes from a learned codebook, and learns the prior of the codes: new images, strong compression, tokens for other models.");

    /// <inheritdoc/>
    public static JsonTypeInfo<VqVaeConfig> ConfigJson => VqVaeJson.Default.VqVaeConfig;

    /// <inheritdoc/>
    public static IReadOnlyList<string> StageNames { get; } = ["autoencoder", "prior"];

    /// <inheritdoc/>
    public IReadOnlyList<TrainingStage> Stages { get; }

    /// <inheritdoc/>
    public ICodePrior Prior { get; }

    /// <inheritdoc/>
    public (double Low, double High) DataRange => decoder.DataRange;

    /// <inheritdoc/>
    public string LikelihoodName => decoder.LikelihoodName;

    /// <inheritdoc/>
    public int? GreyLevels => decoder.GreyLevels;

    /// <inheritdoc/>
    public Factor? Condition => condition?.Factor;

    static Model IModelDefinition<VqVaeConfig>.Build(VqVaeConfig config, ModelInputs inputs) => Build(config, inputs);

    /// <inheritdoc cref="IModelDefinition{TConfig}.Build"/>
    public static VqVaeModel Build(VqVaeConfig config, ModelInputs inputs) => new(config, inputs);

    /// <summary>
    /// The first stage, under a uniform prior whose log K per code is left out [B]: <c>reconstruction</c> −log p(x | z), and the quantiser's terms
    /// with their weights (eq. 3). <c>perplexity</c> is that of the batch, averaged over the codes of a place.
    /// </summary>
    public override LossTerms Loss(Batch batch, StepContext step)
    {
        var pass = new Pass(step);
        var quantized = quantizer.Quantize(encoder.Forward(batch.X), step.Noise);
        var reconstruction = -decoder.LogProb(batch.X, Rows(quantized.Vectors), pass);
        return new(reconstruction + quantized.Objective(quantizerWeight), [new("reconstruction", reconstruction, Weight: 1), .. quantized.LossTerms(quantizerWeight), quantized.PerplexityTerm(), .. pass.Terms]);
    }

    /// <inheritdoc/>
    public Tensor LogLikelihood(Batch x, Tensor codes) => decoder.LogProb(x.X, Vectors(codes));

    /// <inheritdoc/>
    public Tensor EncodeCodes(Batch x)
    {
        using var off = Gradients.Off();
        return quantizer.CodesOf(encoder.Forward(x.X));
    }

    /// <inheritdoc/>
    public Tensor DecodeCodes(Tensor codes, CodeConditions? conditions = null) => decoder.Mean(Vectors(codes));

    /// <inheritdoc/>
    public CodeConditions? PriorConditions(Batch x) => FactorCondition.Given(condition, x);

    /// <inheritdoc/>
    public CodeConditions? DecoderConditions(Batch x) => null;

    /// <inheritdoc/>
    public Tensor Reconstruct(Batch x) => DecodeCodes(EncodeCodes(x));

    /// <inheritdoc/>
    public Tensor Generate(int count, NoiseStream noise) => Generate(count, noise, 1, null);

    /// <inheritdoc/>
    public Tensor Generate(int count, NoiseStream noise, double temperature, long? level) =>
        DecodeCodes(Prior.Sample(count, noise, FactorCondition.Wanted(condition, count, level), temperature));

    // The second stage: −log p(z) of the codes, which stand still.
    private LossTerms PriorLoss(Batch batch, StepContext step) => CodeLoss.Of(Prior.CrossEntropy(EncodeCodes(batch), PriorConditions(batch)));

    private Tensor Vectors(Tensor codes) => Rows(quantizer.VectorsOf(codes));

    // As decoders take a code: the numbers of an example in a row.
    private static Tensor Rows(Tensor vectors) => vectors.Flatten(1);
}
