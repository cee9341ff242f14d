using System.Text.Json.Serialization.Metadata;
using Elbo.Data;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Zoo.LinearGaussian;

/// <summary>
/// Probabilistic PCA as a VAE: p(z) = N(0, I), p(x | z) = N(W z + b, σ² I), with the exact posterior or a learned diagonal one. log p(x)
/// is known, so bounds and estimators can be held against it.
/// </summary>
/// <remarks>Computes in F64 whatever its parameters are; <see cref="Infer"/> and <see cref="LogJoint"/> stay F64, the rest is F32 as every model's.</remarks>
public sealed class LinearGaussianModel : Model, IModelDefinition<LinearGaussianModel, LinearGaussianConfig>,
    IElboModel, IExactLikelihood, IEncoder, IDecoder, IReconstructor, IGenerator, IDataRange
{
    private readonly LinearGaussianConfig config;
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
        if (inputs.Mean is not { } mean) return;
        using var off = Gradients.Off();
        decoder.Bias!.CopyInPlace(mean);
    }

    public static ModelCard Card { get; } = new(
        "linear-gaussian",
        "Linear Gaussian model (probabilistic PCA)",
        "Tipping & Bishop 1999; as a VAE: Kingma & Welling 2014, arXiv 1312.6114",
        "A linear decoder with Gaussian noise, whose likelihood and posterior are exact: the yardstick for bounds and estimators.");

    public static JsonTypeInfo<LinearGaussianConfig> ConfigJson => LinearGaussianJson.Default.LinearGaussianConfig;

    public int LatentSize => config.Latent;

    public (double Low, double High) DataRange => (double.NegativeInfinity, double.PositiveInfinity);

    public string LikelihoodName => "Gaussian";

    public static LinearGaussianModel Build(LinearGaussianConfig config, ModelInputs inputs) => new(config, inputs);

    /// <summary>
    /// −L̂^A [B], all by sampling, with its parts <c>reconstruction</c> and <c>kl</c>: with the exact posterior it is −log p(x) for every
    /// draw, which is why nothing is taken in closed form here.
    /// </summary>
    public override LossTerms Loss(Batch batch, StepContext step)
    {
        var joint = Joint();
        var x = Precise(batch.X);
        var draw = Draw(Posterior(joint, x), 1, step.Noise);
        var reconstruction = -joint.LogLikelihood(x, draw.Z)[0];
        var kl = (draw.LogQ - LinearGaussianJoint.LogPrior(draw.Z))[0];
        return new((reconstruction + kl).To(DType.F32), [new("reconstruction", reconstruction.To(DType.F32), Weight: 1), new("kl", kl.To(DType.F32), Weight: 1)]);
    }

    /// <summary>log p(x | z) at one draw, and the divergence in closed form.</summary>
    public (Tensor Reconstruction, Tensor Kl) ElboTerms(Batch x, NoiseStream noise)
    {
        var (joint, data) = (Joint(), Precise(x.X));
        var q = Posterior(joint, data);
        return (joint.LogLikelihood(data, Draw(q, 1, noise).Z)[0].To(DType.F32), q.KlToStandardNormal().To(DType.F32));
    }

    public LatentDraw Infer(Batch x, int samples, NoiseStream noise) => Draw(Posterior(Joint(), Precise(x.X)), samples, noise);

    public Tensor LogJoint(Batch x, Tensor z) => Joint().LogJoint(Precise(x.X), Precise(z));

    public Tensor LogEvidence(Batch x) => Joint().LogEvidence(Precise(x.X));

    /// <summary>The bound in closed form, E_q[log p(x | z)] − KL(q(z | x) ‖ p(z)), and its two parts; [B] nats, F64.</summary>
    public (Tensor Bound, Tensor Reconstruction, Tensor Kl) ExactBound(Batch x)
    {
        var (joint, data) = (Joint(), Precise(x.X));
        var q = Posterior(joint, data);
        Tensor reconstruction = joint.ExpectedLogLikelihood(data, q), kl = q.KlToStandardNormal();
        return (reconstruction - kl, reconstruction, kl);
    }

    public Tensor Encode(Batch x) => Posterior(Joint(), Precise(x.X)).Mean.To(DType.F32);

    public Tensor Decode(Tensor z) => Joint().Mean(Precise(z)).To(DType.F32);

    public Tensor Reconstruct(Batch x) => Decode(Encode(x));

    public Tensor Generate(int count, NoiseStream noise) => Decode(noise.Normal([count, config.Latent], logVar.Device));

    private LinearGaussianJoint Joint() => new(Precise(decoder.Weight), Precise(decoder.Bias!), Precise(logVar));

    private FullGaussian Posterior(LinearGaussianJoint joint, Tensor x) => encoder is null
        ? joint.Posterior(x)
        : FullGaussian.Diagonal(x.Linear(Precise(encoder.Weight), Precise(encoder.Bias!)), Precise(encoderLogVar!));

    private static LatentDraw Draw(FullGaussian q, int samples, NoiseStream noise) =>
        q.Draw(Precise(noise.Normal([samples, .. q.Mean.Shape], q.Mean.Device)));

    private static Tensor Precise(Tensor tensor) => tensor.To(DType.F64);
}
