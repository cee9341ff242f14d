using System.Text.Json.Serialization.Metadata;
using Elbo.Data;
using Elbo.Models.Architectures;
using Elbo.Models.Likelihoods;
using Elbo.Models.Networks;
using Elbo.Models.Priors;
using Elbo.Models.Quantizers;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Zoo.VqVae2;

/// <summary>
/// Codes on two grids, the coarse one for what is seen from afar: VQ-VAE-2 (Razavi, van den Oord, Vinyals 2019, arXiv 1906.00446). The top codes are
/// found first; decoded, they help to choose the bottom ones. Codes are those of the top, then those of the bottom, in one row.
/// </summary>
public sealed class VqVae2Model : Model, IModelDefinition<VqVae2Config>, IStaged, IPointCodeModel, IUpperCodes, IReconstructor, IConditionalGenerator, IDataRange
{
    private readonly double quantizerWeight;
    private readonly GridEncoder bottomEncoder, topEncoder;
    private readonly GridDecoder topDecoder;
    private readonly Quantizer topQuantizer, bottomQuantizer;
    private readonly Conv2d bottomVectors;
    private readonly Decoder decoder;
    private readonly CodeMap condition;
    private readonly ICodePrior topPrior, bottomPrior;
    private readonly LayeredPrior prior;
    private readonly FactorCondition? classes;
    private readonly long[] places;

    private VqVae2Model(VqVae2Config config, ModelInputs inputs)
    {
        var (generator, network, size) = (inputs.Initialisation, config.Network, config.VectorSize);
        classes = FactorCondition.Find(config.Prior.Condition, inputs, "model.prior.condition");
        var above = network with { Halvings = config.TopHalvings };
        bottomEncoder = Child("bottom_encoder", new GridEncoder(network, inputs.Shape, network.Width, generator));
        places = [bottomEncoder.Height, bottomEncoder.Width];
        int[] features = [network.Width, bottomEncoder.Height, bottomEncoder.Width];
        topEncoder = Child("top_encoder", new GridEncoder(above, features, size, generator, pixels: false));
        topQuantizer = Child("top_quantizer", config.Quantizer.Build(size, generator));
        topDecoder = Child("top_decoder", new GridDecoder(above, features, size, generator));
        bottomVectors = Child("bottom_vectors", new Conv2d(network.Width + topDecoder.Channels, size, 1, generator, weightInit: Initialisers.GlorotUniform(), biasInit: Initialisers.Zeros));
        bottomQuantizer = Child("bottom_quantizer", config.Quantizer.Build(size, generator));
        decoder = Child("decoder", GridNetworks.Decoder(config, network, 2 * size, inputs));

        var levels = classes?.Factor.Levels ?? 0;
        condition = Child("condition", new CodeMap(size, config.ConditionChannels, bottomEncoder.Height, bottomEncoder.Width, generator));
        topPrior = config.Prior.Build(topQuantizer.Levels, [topEncoder.Height, topEncoder.Width], levels, inputs);
        bottomPrior = config.Prior.Build(bottomQuantizer.Levels, [bottomEncoder.Height, bottomEncoder.Width], levels, inputs, config.ConditionChannels);
        Child("top_prior", (Module)topPrior);
        Child("bottom_prior", (Module)bottomPrior);
        prior = new(topPrior, bottomPrior, Below);
        quantizerWeight = config.QuantizerWeight ?? bottomEncoder.Height * bottomEncoder.Width;
        Stages =
        [
            new(StageNames[0], ["bottom_encoder", "top_encoder", "top_quantizer", "top_decoder", "bottom_vectors", "bottom_quantizer", "decoder"], Loss),
            new(StageNames[1], ["top_prior"], (x, _) => PriorLoss(x, upper: true)),
            new(StageNames[2], ["condition", "bottom_prior"], (x, _) => PriorLoss(x, upper: false)),
        ];
    }

    /// <inheritdoc/>
    public static ModelCard Card { get; } = new(
        "vq-vae-2",
        "VQ-VAE-2",
        "Razavi, van den Oord & Vinyals 2019, arXiv 1906.00446",
        "Codes on two grids, the coarse one for shape and the fine one for detail, each with a prior of its own: larger images than a single grid can draw well.");

    /// <inheritdoc/>
    public static JsonTypeInfo<VqVae2Config> ConfigJson => VqVae2Json.Default.VqVae2Config;

    /// <inheritdoc/>
    public static IReadOnlyList<string> StageNames { get; } = ["autoencoder", "top-prior", "bottom-prior"];

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
    public Factor? Condition => classes?.Factor;

    static Model IModelDefinition<VqVae2Config>.Build(VqVae2Config config, ModelInputs inputs) => Build(config, inputs);

    /// <inheritdoc cref="IModelDefinition{TConfig}.Build"/>
    public static VqVae2Model Build(VqVae2Config config, ModelInputs inputs) => new(config, inputs);

    /// <summary>The first stage, both levels at once, under uniform priors whose log K per code is left out; terms as those of a VQ-VAE, for each level.</summary>
    public override LossTerms Loss(Batch batch, StepContext step)
    {
        var pass = new Pass(step);
        var (top, bottom) = Quantize(batch, step.Noise);
        var reconstruction = -decoder.LogProb(batch.X, Rows(top.Vectors, bottom.Vectors), pass);
        return new(reconstruction + top.Objective(quantizerWeight) + bottom.Objective(quantizerWeight), [new("reconstruction", reconstruction, Weight: 1), .. Terms("top", top), .. Terms("bottom", bottom), .. pass.Terms]);

        IEnumerable<LossTerm> Terms(string level, Quantized quantized) =>
            quantized.LossTerms(quantizerWeight).Append(quantized.PerplexityTerm()).Select(term => term with { Name = $"{level}_{term.Name}" });
    }

    /// <inheritdoc/>
    public Tensor LogLikelihood(Batch x, Tensor codes) => decoder.LogProb(x.X, Rows(codes));

    /// <inheritdoc/>
    public Tensor EncodeCodes(Batch x)
    {
        using var off = Gradients.Off();
        // In evaluation a quantiser draws nothing.
        var (top, bottom) = Quantize(x, new NoiseStream(0));
        return LayeredPrior.Join(top.Codes, bottom.Codes);
    }

    /// <inheritdoc/>
    public Tensor DecodeCodes(Tensor codes, CodeConditions? conditions = null) => decoder.Mean(Rows(codes));

    /// <inheritdoc/>
    public CodeConditions? PriorConditions(Batch x) => FactorCondition.Given(classes, x);

    /// <inheritdoc/>
    public CodeConditions? DecoderConditions(Batch x) => null;

    /// <inheritdoc/>
    public Tensor Reconstruct(Batch x) => DecodeCodes(EncodeCodes(x));

    /// <inheritdoc/>
    public double UpperBits => topPrior.Length() * Math.Log2(prior.CodebookSize);

    /// <inheritdoc/>
    public Tensor ReconstructFromUpper(Batch x, NoiseStream noise)
    {
        var (top, _) = prior.Split(EncodeCodes(x));
        return DecodeCodes(LayeredPrior.Join(top, bottomPrior.Sample(x.Count, noise, Below(top, PriorConditions(x)))));
    }

    /// <inheritdoc/>
    public Tensor Generate(int count, NoiseStream noise) => Generate(count, noise, 1, null);

    /// <inheritdoc/>
    public Tensor Generate(int count, NoiseStream noise, double temperature, long? level) =>
        DecodeCodes(Prior.Sample(count, noise, FactorCondition.Wanted(classes, count, level), temperature));

    private (Quantized Top, Quantized Bottom) Quantize(Batch x, NoiseStream noise)
    {
        var features = bottomEncoder.Forward(x.X).Permute([0, 3, 1, 2]);
        var top = topQuantizer.Quantize(topEncoder.Forward(features.Flatten(1)), noise);
        var help = topDecoder.Forward(top.Vectors.Flatten(1)).UpsampleNearest2d(places);
        return (top, bottomQuantizer.Quantize(bottomVectors.Forward(Ops.Cat([features, help], 1)).Permute([0, 2, 3, 1]), noise));
    }

    private LossTerms PriorLoss(Batch batch, bool upper)
    {
        var (top, bottom) = prior.Split(EncodeCodes(batch));
        return CodeLoss.Of(upper ? topPrior.CrossEntropy(top, PriorConditions(batch)) : bottomPrior.CrossEntropy(bottom, Below(top, PriorConditions(batch))));
    }

    private CodeConditions Below(Tensor top, CodeConditions? conditions)
    {
        Tensor vectors;
        // The codebook stands still.
        using (Gradients.Off()) vectors = topQuantizer.VectorsOf(top);
        return new(conditions?.Classes, condition.Forward(vectors));
    }

    private Tensor Rows(Tensor codes)
    {
        var (top, bottom) = prior.Split(codes);
        return Rows(topQuantizer.VectorsOf(top), bottomQuantizer.VectorsOf(bottom));
    }

    // The top's vectors repeated beside those of the bottom, as decoders take a code: the numbers of an example in a row.
    private Tensor Rows(Tensor top, Tensor bottom) =>
        Ops.Cat([top.Permute([0, 3, 1, 2]).UpsampleNearest2d(places).Permute([0, 2, 3, 1]), bottom], -1).Flatten(1);
}
