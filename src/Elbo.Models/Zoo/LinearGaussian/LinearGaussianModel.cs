using System.Text.Json.Serialization.Metadata;
using Elbo.Data;
using Elbo.Models.Latents;
using Elbo.Models.Objectives;
using Elbo.Probability;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Zoo.LinearGaussian;

/// <summary>
/// Probabilistic PCA as a VAE: p(z) = N(0, I), p(x | z) = N(W z + b, σ² I), with the exact posterior or a learned diagonal one. log p(x)
/// is known, so bounds and estimators can be held against it.
/// </summary>
/// <remarks>Computes in F64 whatever its parameters are; its distributions stay F64, the objective is F32 as every model's.</remarks>
public sealed class LinearGaussianModel : Model, IModelDefinition<LinearGaussianConfig>,
    ILatentVariables, IExactLikelihood, IDataRange, IKlWeighted
{
    private readonly LinearGaussianConfig config;
    private readonly ElboObjective objective = new(sampled: true);
    private readonly Linear decoder;
    private readonly Tensor logVar;
    private readonly Linear? encoder;
    private readonly Tensor? encoderLogVar;

    private LinearGaussianModel(LinearGaussianConfig config, ModelInputs inputs)
    {
        this.config = config;
        using var scope = TensorScope.Enter();
        var (generator, weights) = (inputs.Initialisation, Initialisers.GlorotUniform());
        decoder = Child("decoder", new Linear(config.Latent, inputs.Dimensions, generator, weightInit: weights, biasInit: Initialisers.Zeros));
        logVar = Param("log_var", Tensor.Zeros([1]));
        if (config.Encoder == LinearGaussianEncoder.Diagonal)
        {
            encoder = Child("encoder", new Linear(inputs.Dimensions, config.Latent, generator, weightInit: weights, biasInit: Initialisers.Zeros));
            encoderLogVar = Param("encoder_log_var", Tensor.Zeros([config.Latent]));
        }
        LatentSite[] sites = [new("z", [config.Latent])];
        Offer(new SiteEncoder(this, sites));
        Offer(new SiteDecoder(this, sites));
        Offer(new Reconstructor(this));
        Offer(new PriorGenerator(this));
        if (inputs.Mean is not { } mean) return;
        using var off = Gradients.Off();
        decoder.Bias!.CopyInPlace(mean);
        if (inputs.Spread is { } data) logVar.CopyInPlace(data.Scale.Square().Mean([0], keepdim: true).Log());
    }

    /// <inheritdoc/>
    public static ModelCard Card { get; } = new(
        "linear-gaussian",
        "Linear Gaussian model (probabilistic PCA)",
        "Tipping & Bishop 1999; as a VAE: Kingma & Welling 2014, arXiv 1312.6114",
        "A linear decoder with Gaussian noise, whose likelihood and posterior are exact: the yardstick for bounds and estimators.");

    /// <inheritdoc/>
    public static JsonTypeInfo<LinearGaussianConfig> ConfigJson => LinearGaussianJson.Default.LinearGaussianConfig;

    /// <inheritdoc/>
    public static Binarisation PixelsFor(LinearGaussianConfig config) => Binarisation.None;

    /// <inheritdoc/>
    public (double Low, double High) DataRange => (double.NegativeInfinity, double.PositiveInfinity);

    /// <inheritdoc/>
    public string LikelihoodName => "Gaussian";

    static Model IModelDefinition<LinearGaussianConfig>.Build(LinearGaussianConfig config, ModelInputs inputs) => Build(config, inputs);

    /// <inheritdoc cref="IModelDefinition{TConfig}.Build"/>
    public static LinearGaussianModel Build(LinearGaussianConfig config, ModelInputs inputs) => new(config, inputs);

    /// <summary>
    /// −L̂^A [B], all by sampling, with its parts <c>reconstruction</c> and <c>kl</c>: with the exact posterior it is −log p(x) for every
    /// draw, which is why nothing is taken in closed form here.
    /// </summary>
    public override LossTerms Loss(Batch batch, StepContext step)
    {
        var loss = objective.Of(this, batch, step);
        return new(loss.Objective.To(DType.F32), [.. loss.Terms.Select(t => t with { Values = t.Values.To(DType.F32) })]);
    }

    /// <inheritdoc/>
    public void VisitPosterior(Batch x, SiteWalk walk) => walk.At("z", Posterior(Joint(), Precise(x.X)));

    /// <inheritdoc/>
    public void VisitPrior(Batch given, SiteWalk walk) => walk.At("z", new StandardNormal(config.Latent, DType.F64, given.X.Device));

    /// <inheritdoc/>
    public Distribution Likelihood(Batch given, SiteValues z, Pass pass)
    {
        var joint = Joint();
        return Normal.FromLogVariance(joint.Mean(Precise(z["z"])), joint.LogVar);
    }

    /// <inheritdoc/>
    public Tensor Observed(Batch x) => Precise(x.X);

    /// <inheritdoc/>
    public Tensor LogEvidence(Batch x) => Joint().LogEvidence(Precise(x.X));

    /// <summary>The bound in closed form, E_q[log p(x | z)] − KL(q(z | x) ‖ p(z)), and its two parts; [B] nats, F64.</summary>
    public (Tensor Bound, Tensor Reconstruction, Tensor Kl) ExactBound(Batch x)
    {
        var (joint, data) = (Joint(), Precise(x.X));
        var q = Posterior(joint, data);
        Tensor reconstruction = joint.ExpectedLogLikelihood(data, q), kl = q.KlToStandardNormal();
        return (reconstruction - kl, reconstruction, kl);
    }

    private LinearGaussianJoint Joint() => new(Precise(decoder.Weight), Precise(decoder.Bias!), Precise(logVar));

    private FullGaussian Posterior(LinearGaussianJoint joint, Tensor x) => encoder is null
        ? joint.Posterior(x)
        : FullGaussian.Diagonal(x.Linear(Precise(encoder.Weight), Precise(encoder.Bias!)), Precise(encoderLogVar!));

    private static Tensor Precise(Tensor tensor) => tensor.To(DType.F64);
}
