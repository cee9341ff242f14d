using System.Globalization;
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

namespace Elbo.Models.Zoo.GlobalVqVae;

/// <summary>
/// A VQ-VAE on the codes of a VQ-VAE (van den Oord et al. 2017, arXiv 1711.00937, §4.2): few codes for a whole image, with a gated PixelCNN that
/// could do without them as decoder. Codes are the global ones, then those of the grid, in one row.
/// </summary>
public sealed class GlobalVqVaeModel : Model, IModelDefinition<GlobalVqVaeConfig>, IStaged, IPointCodeModel, IUpperCodes, IReconstructor, IGenerator, IDataRange
{
    private readonly double quantizerWeight;
    private readonly GridEncoder encoder;
    private readonly VectorQuantizer quantizer;
    private readonly Decoder decoder;
    private readonly GlobalEncoder globalEncoder;
    private readonly ProductQuantizer globalQuantizer;
    private readonly Linear spread;
    private readonly CodeMap map;
    private readonly GatedPixelCnnPrior gridPrior;
    private readonly ChainPrior globalPrior;
    private readonly LayeredPrior prior;
    private readonly long[] coarse;

    private GlobalVqVaeModel(GlobalVqVaeConfig config, ModelInputs inputs)
    {
        var generator = inputs.Initialisation;
        encoder = Child("encoder", new GridEncoder(config.Network, inputs.Shape, config.VectorSize, generator));
        quantizer = Child("quantizer", new VectorQuantizer(config.Quantizer, config.VectorSize, generator));
        decoder = Child("decoder", GridNetworks.Decoder(config, config.Network, config.VectorSize, inputs));

        var (channels, codes) = (config.GlobalChannels, config.Quantizer.Codes);
        if (Math.Min(encoder.Height, encoder.Width) >> config.GlobalHalvings < 1)
            throw new ConfigException(string.Create(CultureInfo.InvariantCulture, $"model.globalHalvings: a grid of {encoder.Height} × {encoder.Width} codes cannot be halved {config.GlobalHalvings} times"));
        var above = config.Network with { Halvings = config.GlobalHalvings, Width = channels };
        globalEncoder = Child("global_encoder", new GlobalEncoder(above, codes, encoder.Height, encoder.Width, config.GlobalCodes * config.VectorSize, generator));
        globalQuantizer = Child("global_quantizer", new ProductQuantizer([.. Enumerable.Range(0, config.GlobalCodes).Select(_ => new VectorQuantizer(config.Quantizer, config.VectorSize, generator))]));
        coarse = [-1, globalEncoder.Height, globalEncoder.Width, channels];
        spread = Child("global_spread", new Linear(config.GlobalCodes * config.VectorSize, coarse[1] * coarse[2] * channels, generator));
        map = Child("global_map", new CodeMap(channels, channels, encoder.Height, encoder.Width, generator));
        // Weight files have these two names.
        gridPrior = Child("grid_law", new GatedPixelCnnPrior(new(config.GridPrior, codes, generator, mapChannels: channels), encoder.Height, encoder.Width));
        globalPrior = Child("global_law", new ChainPrior(codes, config.GlobalCodes, config.PriorFeatures, 0, generator));
        prior = new(globalPrior, gridPrior, (above, _) => Map(globalQuantizer.Lookup(above.Unsqueeze(1))));
        quantizerWeight = config.QuantizerWeight ?? encoder.Height * encoder.Width;
        Stages =
        [
            new(StageNames[0], ["encoder", "quantizer", "decoder"], Loss),
            new(StageNames[1], ["global_encoder", "global_quantizer", "global_spread", "global_map", "grid_law"], GlobalLoss),
            new(StageNames[2], ["global_law"], PriorLoss),
        ];
    }

    /// <inheritdoc/>
    public static ModelCard Card { get; } = new(
        "vq-vae-global",
        "Second-stage VQ-VAE",
        "van den Oord, Vinyals & Kavukcuoglu 2017, arXiv 1711.00937",
        "A VQ-VAE on the codes of another: an image becomes three codes, from which a PixelCNN draws its grid again.");

    /// <inheritdoc/>
    public static JsonTypeInfo<GlobalVqVaeConfig> ConfigJson => GlobalVqVaeJson.Default.GlobalVqVaeConfig;

    /// <inheritdoc/>
    public static IReadOnlyList<string> StageNames { get; } = ["autoencoder", "global", "prior"];

    /// <inheritdoc/>
    public IReadOnlyList<TrainingStage> Stages { get; }

    /// <inheritdoc/>
    public ICodePrior Prior => prior;

    /// <inheritdoc/>
    public (double Low, double High) DataRange => decoder.DataRange;

    /// <inheritdoc/>
    public string LikelihoodName => decoder.LikelihoodName;

    /// <inheritdoc/>
    public int? GreyLevels => decoder.GreyLevels;

    /// <inheritdoc/>
    public double UpperBits => globalQuantizer.BitsPerPosition;

    static Model IModelDefinition<GlobalVqVaeConfig>.Build(GlobalVqVaeConfig config, ModelInputs inputs) => Build(config, inputs);

    /// <inheritdoc cref="IModelDefinition{TConfig}.Build"/>
    public static GlobalVqVaeModel Build(GlobalVqVaeConfig config, ModelInputs inputs) => new(config, inputs);

    /// <summary>The first stage: that of a VQ-VAE.</summary>
    public override LossTerms Loss(Batch batch, StepContext step)
    {
        var pass = new Pass(step);
        var quantized = quantizer.Quantize(encoder.Forward(batch.X), step.Noise);
        var reconstruction = -decoder.LogProb(batch.X, quantized.Vectors.Flatten(1), pass);
        return new(reconstruction + quantized.Objective(quantizerWeight), [new("reconstruction", reconstruction, Weight: 1), .. quantized.LossTerms(quantizerWeight), quantized.PerplexityTerm(), .. pass.Terms]);
    }

    /// <inheritdoc/>
    public Tensor LogLikelihood(Batch x, Tensor codes) => decoder.LogProb(x.X, Rows(codes));

    /// <inheritdoc/>
    public Tensor EncodeCodes(Batch x)
    {
        using var off = Gradients.Off();
        var grid = Grid(x);
        return LayeredPrior.Join(globalQuantizer.Quantize(globalEncoder.Forward(grid).Unsqueeze(1), new NoiseStream(0)).Codes, grid);
    }

    /// <inheritdoc/>
    public Tensor DecodeCodes(Tensor codes, CodeConditions? conditions = null) => decoder.Mean(Rows(codes));

    /// <inheritdoc/>
    public CodeConditions? PriorConditions(Batch x) => null;

    /// <inheritdoc/>
    public CodeConditions? DecoderConditions(Batch x) => null;

    /// <inheritdoc/>
    public Tensor Reconstruct(Batch x) => DecodeCodes(EncodeCodes(x));

    /// <inheritdoc/>
    public Tensor ReconstructFromUpper(Batch x, NoiseStream noise)
    {
        var (upper, _) = prior.Split(EncodeCodes(x));
        return DecodeCodes(LayeredPrior.Join(upper, gridPrior.Sample(x.Count, noise, Map(globalQuantizer.Lookup(upper.Unsqueeze(1))))));
    }

    /// <inheritdoc/>
    public Tensor Generate(int count, NoiseStream noise) => DecodeCodes(Prior.Sample(count, noise));

    // The second stage: −log p(grid | global codes), through which the codes learn.
    private LossTerms GlobalLoss(Batch batch, StepContext step)
    {
        var grid = Grid(batch);
        var quantized = globalQuantizer.Quantize(globalEncoder.Forward(grid).Unsqueeze(1), step.Noise);
        var nats = -gridPrior.LogProb(grid, Map(quantized.Vectors));
        return new(nats + quantized.Objective(quantizerWeight), [new("grid", nats, Weight: 1), .. quantized.LossTerms(quantizerWeight), quantized.PerplexityTerm()]);
    }

    // The third: −log p(global codes).
    private LossTerms PriorLoss(Batch batch, StepContext step)
    {
        var (upper, _) = prior.Split(EncodeCodes(batch));
        var nats = -globalPrior.LogProb(upper);
        return new(nats, [new("kl", nats, Weight: 1), new("bits", nats / Math.Log(2), Unit.Bits)]);
    }

    private Tensor Grid(Batch x)
    {
        using var off = Gradients.Off();
        return quantizer.CodesOf(encoder.Forward(x.X));
    }

    // Vectors of the global codes [B, 1, G·D].
    private CodeConditions Map(Tensor vectors) => new(Map: map.Forward(spread.Forward(vectors.Squeeze(1)).View(coarse)));

    private Tensor Rows(Tensor codes) => quantizer.VectorsOf(prior.Split(codes).Lower).Flatten(1);
}
