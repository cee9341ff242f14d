using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Elbo.Data;
using Elbo.Models.Architectures;
using Elbo.Models.Latents;
using Elbo.Models.Likelihoods;
using Elbo.Models.Networks;
using Elbo.Models.Objectives;
using Elbo.Models.Priors;
using Elbo.Probability;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Zoo.Vimco;

/// <summary>
/// Categorical codes on a grid over the image, N = H′·W′·G of K values each, uniform and independent under p, independent under q(c | x);
/// trained on the multi-sample bound by <see cref="VimcoObjective"/>. The baseline of van den Oord et al. 2017 (arXiv 1711.00937), §4.1.
/// </summary>
/// <remarks>As z, codes are whole numbers in a row [S, B, N], position by position.</remarks>
public sealed class VimcoModel : Model, IModelDefinition<VimcoConfig>, ILatentVariables, ICodeModel, IReconstructor, IGenerator, IDataRange, IKlWeighted
{
    private readonly VimcoConfig config;
    private readonly VimcoObjective objective;
    private readonly GridEncoder encoder;
    private readonly Embedding vectors;
    private readonly Decoder decoder;
    private readonly UniformPrior prior;
    private readonly int codes;

    private VimcoModel(VimcoConfig config, ModelInputs inputs)
    {
        this.config = config;
        objective = new(config.Samples);
        var generator = inputs.Initialisation;
        encoder = Child("encoder", new GridEncoder(config.Network, inputs.Shape, config.Codebooks * config.Codes, generator));
        vectors = Child("vectors", new Embedding(config.Codebooks * config.Codes, config.VectorSize, generator));
        decoder = Child("decoder", GridNetworks.Decoder(config, config.Network, config.Codebooks * config.VectorSize, inputs));
        prior = Child("prior", new UniformPrior(config.Codes, encoder.Height, encoder.Width, config.Codebooks));
        codes = encoder.Height * encoder.Width * config.Codebooks;
    }

    /// <inheritdoc/>
    public static ModelCard Card { get; } = new(
        "vimco",
        "Categorical grid codes trained with VIMCO",
        "Mnih & Rezende 2016, arXiv 1602.06725; as the baseline of van den Oord et al. 2017, arXiv 1711.00937",
        "Learns discrete codes of images by an unbiased multi-sample gradient, without a codebook's nearest neighbours: the baseline of a VQ-VAE.");

    /// <inheritdoc/>
    public static JsonTypeInfo<VimcoConfig> ConfigJson => VimcoJson.Default.VimcoConfig;

    /// <summary>Codes cost little at first: at their full price from the first step only the mean image is learned.</summary>
    public static JsonObject Training => new() { ["learningRate"] = 0.002, ["klWarmUp"] = 1 };

    /// <inheritdoc/>
    public ICodePrior Prior => prior;

    /// <inheritdoc/>
    public (double Low, double High) DataRange => decoder.DataRange;

    /// <inheritdoc/>
    public string LikelihoodName => decoder.LikelihoodName;

    /// <inheritdoc/>
    public int? GreyLevels => decoder.GreyLevels;

    static Model IModelDefinition<VimcoConfig>.Build(VimcoConfig config, ModelInputs inputs) => Build(config, inputs);

    /// <inheritdoc cref="IModelDefinition{TConfig}.Build"/>
    public static VimcoModel Build(VimcoConfig config, ModelInputs inputs) => new(config, inputs);

    /// <summary>
    /// −L̂ [B], with <c>reconstruction</c> (−log p(x | c)) and <c>kl</c> (log q − log p of the codes), means over the draws; the bound is tighter
    /// than their sum (with <see cref="StepContext.KlWeight"/>) by <c>importance_gain</c> ≥ 0.
    /// </summary>
    public override LossTerms Loss(Batch batch, StepContext step) => objective.Of(this, batch, step);

    /// <inheritdoc/>
    public void VisitPosterior(Batch x, SiteWalk walk) => walk.At("codes", Posterior(x));

    /// <inheritdoc/>
    void IGenerativeModel.VisitPrior(Batch given, SiteWalk walk) => walk.At("codes", new UniformCodes(codes, config.Codes, given.X.Device));

    /// <inheritdoc/>
    public Distribution Likelihood(Batch given, SiteValues z, Pass pass) => decoder.Of(Vectors(z["codes"]), pass);

    /// <summary>The likeliest codes, I64 [B, H′, W′, G].</summary>
    public Tensor EncodeCodes(Batch x) => Posterior(x).Location()!.View([-1, encoder.Height, encoder.Width, config.Codebooks]);

    /// <inheritdoc/>
    public Tensor DecodeCodes(Tensor codes, CodeConditions? conditions = null) => decoder.Mean(Vectors(codes.Reshape([-1, this.codes])));

    /// <inheritdoc/>
    public Tensor Reconstruct(Batch x) => DecodeCodes(EncodeCodes(x));

    /// <inheritdoc/>
    public CodeConditions? PriorConditions(Batch x) => null;

    /// <inheritdoc/>
    public CodeConditions? DecoderConditions(Batch x) => null;

    /// <inheritdoc/>
    public Tensor Generate(int count, NoiseStream noise)
    {
        return DecodeCodes(new UniformCodes(codes, config.Codes, vectors.Weight.Device).Draw(noise, count).Value);
    }

    /// <summary>q(c | x).</summary>
    internal CategoricalGrid Posterior(Batch x)
    {
        var logits = encoder.Forward(x.X);
        return new(logits.Reshape([logits.Size(0), codes, config.Codes]));
    }

    // The vectors of codes I64 […, N] side by side, […, N·V].
    private Tensor Vectors(Tensor codes)
    {
        var firstRow = Tensor.Arange(this.codes, DType.I64, codes.Device).Remainder(config.Codebooks) * config.Codes;
        return vectors.Forward(codes + firstRow).Flatten(-2);
    }
}
