using System.Text.Json.Serialization.Metadata;
using Elbo.Data;
using Elbo.Models.Likelihoods;
using Elbo.Models.Networks;
using Elbo.Models.Posteriors;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Zoo.Vae;

/// <summary>
/// The variational autoencoder: p(z) = N(0, I), Bernoulli p(x | z), diagonal Gaussian q(z | x) (Kingma &amp; Welling, arXiv 1312.6114).
/// </summary>
public sealed class VaeModel : Model, IModelDefinition<VaeModel, VaeConfig>, IElboModel, IGaussianEncoder, IDecoder, IGenerator, IDataRange, IKlWeighted
{
    private readonly VaeConfig config;
    private readonly GaussianEncoder encoder;
    private readonly BernoulliDecoder decoder;

    private VaeModel(VaeConfig config, ModelInputs inputs)
    {
        this.config = config;
        Initialiser weights = config.Start == WeightStart.Glorot ? Initialisers.GlorotUniform() : Initialisers.Normal(0.01);
        var generator = inputs.Initialisation;
        var down = new Mlp(inputs.Dimensions, config.Hidden, config.Activation, generator, weights);
        encoder = Child("encoder", new GaussianEncoder(down, down.Outputs, config.Latent, generator, weights));
        var up = new Mlp(config.Latent, [.. config.Hidden.Reverse()], config.Activation, generator, weights);
        decoder = Child("decoder", new BernoulliDecoder(up, up.Outputs, inputs, weights));
    }

    public static ModelCard Card { get; } = new(
        "vae",
        "Variational autoencoder",
        "Kingma & Welling 2014, arXiv 1312.6114",
        "Learns a Gaussian code of binary or grey images and a decoder that draws new ones; the bound says how well.");

    public static JsonTypeInfo<VaeConfig> ConfigJson => VaeJson.Default.VaeConfig;

    public int LatentSize => config.Latent;

    public (double Low, double High) DataRange => (0, 1);

    public string LikelihoodName => "Bernoulli";

    public double KlWeight { get; set; } = 1;

    public static VaeModel Build(VaeConfig config, ModelInputs inputs) => new(config, inputs);

    /// <summary>−L̂ [B] with its parts <c>reconstruction</c> (−log p(x | z)) and <c>kl</c>.</summary>
    public override LossTerms Loss(Batch batch, NoiseStream noise)
    {
        var (logLikelihood, kl) = config.Estimator == BoundEstimator.AnalyticKl ? ElboTerms(batch, noise) : SampledTerms(batch, noise);
        var reconstruction = -logLikelihood;
        return new(KlWeight == 1 ? reconstruction + kl : reconstruction + kl * KlWeight, [new("reconstruction", reconstruction), new("kl", kl)]);
    }

    public (Tensor Reconstruction, Tensor Kl) ElboTerms(Batch x, NoiseStream noise)
    {
        var q = encoder.Forward(x.X);
        return (decoder.LogProb(x.X, q.Draw(noise)), q.KlToStandardNormal());
    }

    public LatentDraw Infer(Batch x, int samples, NoiseStream noise)
    {
        var q = encoder.Forward(x.X);
        var z = q.Draw(samples, noise);
        return new(z, q.LogProb(z));
    }

    public Tensor LogJoint(Batch x, Tensor z) => decoder.LogProb(x.X, z) + LogPrior(z);

    public Tensor Encode(Batch x) => encoder.Forward(x.X).Mean;

    public (Tensor Mu, Tensor LogVar) Posterior(Batch x)
    {
        var q = encoder.Forward(x.X);
        return (q.Mean, q.LogVariance);
    }

    public Tensor Decode(Tensor z) => decoder.Mean(z);

    /// <summary>Logits of p(x | z), [B, D].</summary>
    public Tensor Logits(Tensor z) => decoder.Logits(z);

    public Tensor Generate(int count, NoiseStream noise) => Decode(noise.Normal([count, config.Latent], DeviceOfParameters()));

    private static Tensor LogPrior(Tensor z) => (z.Square() + Math.Log(2 * Math.PI)).Sum([-1]) * -0.5;

    // log q(z | x) − log p(z) at the draw, whose expectation is the divergence.
    private (Tensor LogLikelihood, Tensor Kl) SampledTerms(Batch x, NoiseStream noise)
    {
        var q = encoder.Forward(x.X);
        var z = q.Draw(noise);
        return (decoder.LogProb(x.X, z), q.LogProb(z) - LogPrior(z));
    }

    private Device DeviceOfParameters() => Parameters().First().Device;
}
