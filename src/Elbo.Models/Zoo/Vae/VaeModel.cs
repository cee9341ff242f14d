using System.Text.Json.Serialization.Metadata;
using Elbo.Data;
using Elbo.Models.Likelihoods;
using Elbo.Models.Networks;
using Elbo.Models.Objectives;
using Elbo.Models.Posteriors;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Zoo.Vae;

/// <summary>
/// The variational autoencoder: p(z) = N(0, I), p(x | z) as configured, diagonal Gaussian q(z | x) (Kingma &amp; Welling, arXiv 1312.6114).
/// </summary>
public sealed class VaeModel : Model, IModelDefinition<VaeModel, VaeConfig>, IElboModel, IGaussianEncoder, IDecoder, IReconstructor, IGenerator, IDataRange, IKlWeighted
{
    private readonly VaeConfig config;
    private readonly GaussianEncoder encoder;
    private readonly WeightPrior? prior;

    private VaeModel(VaeConfig config, ModelInputs inputs)
    {
        this.config = config;
        Initialiser weights = config.Start == WeightStart.Glorot ? Initialisers.GlorotUniform() : Initialisers.Normal(config.StartStd);
        if (config.Start == WeightStart.Normal) inputs = inputs with { Statistics = null };
        var down = DataNetworks.Encoder(config, config.Hidden, inputs, weights);
        encoder = Child("encoder", new GaussianEncoder(down.Body, down.Width, config.Latent, inputs.Initialisation, weights));
        Decoder = Child("decoder", DataNetworks.Decoder(config, config.Latent, config.Hidden, inputs, weights));
        if (config.WeightPrior) prior = new(Decoder, inputs.TrainingExamples);
    }

    public static ModelCard Card { get; } = new(
        "vae",
        "Variational autoencoder",
        "Kingma & Welling 2014, arXiv 1312.6114",
        "Learns a Gaussian code of binary, grey or colour images, or of any vectors, and a decoder that draws new ones; the bound says how well.");

    public static JsonTypeInfo<VaeConfig> ConfigJson => VaeJson.Default.VaeConfig;

    public int LatentSize => config.Latent;

    /// <summary>p(x | z).</summary>
    public Decoder Decoder { get; }

    public (double Low, double High) DataRange => Decoder.DataRange;

    public string LikelihoodName => Decoder.Name;

    public int? GreyLevels => Decoder.GreyLevels;

    public static VaeModel Build(VaeConfig config, ModelInputs inputs) => new(config, inputs);

    /// <summary>
    /// What is descended [B]: −L̂, or the two parts <c>wake</c> and <c>sleep</c>, and <c>weight_prior</c>. Always with the parts of the
    /// bound, <c>reconstruction</c> (−log p(x | z)) and <c>kl</c>.
    /// </summary>
    public override LossTerms Loss(Batch batch, StepContext step)
    {
        var notes = new List<LossTerm>();
        var objective = config.Objective == VaeObjective.WakeSleep ? WakeSleep(batch.X, step.Noise, notes) : NegativeBound(batch.X, step, notes);
        return new(prior is null ? objective : objective + prior.PerExample(batch.Count, notes), notes);
    }

    public (Tensor Reconstruction, Tensor Kl) ElboTerms(Batch x, NoiseStream noise)
    {
        var q = encoder.Forward(x.X);
        return (Decoder.LogProb(x.X, q.Draw(noise)), q.KlToStandardNormal());
    }

    public LatentDraw Infer(Batch x, int samples, NoiseStream noise)
    {
        var q = encoder.Forward(x.X);
        var z = q.Draw(samples, noise);
        return new(z, q.LogProb(z));
    }

    public Tensor LogJoint(Batch x, Tensor z) => Decoder.LogProb(x.X, z) + LogPrior(z);

    public Tensor Encode(Batch x) => encoder.Forward(x.X).Mean;

    public (Tensor Mu, Tensor LogVar) Posterior(Batch x)
    {
        var q = encoder.Forward(x.X);
        return (q.Mean, q.LogVariance);
    }

    public Tensor Decode(Tensor z) => Decoder.Mean(z);

    public Tensor Reconstruct(Batch x) => Decode(Encode(x));

    public Tensor Generate(int count, NoiseStream noise) => Decode(DrawPrior(count, noise));

    // −L̂^A or −L̂^B, the divergence weighed.
    private Tensor NegativeBound(Tensor x, StepContext step, List<LossTerm> notes)
    {
        var q = encoder.Forward(x);
        var z = config.Draws == 1 ? q.Draw(step.Noise) : q.Draw(config.Draws, step.Noise);
        var reconstruction = OverDraws(-Decoder.LogProb(x, z, notes));
        // log q(z | x) − log p(z) at the draws, whose expectation is the divergence.
        var kl = config.Estimator == BoundEstimator.AnalyticKl ? q.KlToStandardNormal() : OverDraws(q.LogProb(z) - LogPrior(z));
        notes.InsertRange(0, [new("reconstruction", reconstruction, Weight: 1), new("kl", kl, Weight: step.KlWeight)]);
        return reconstruction + (step.KlWeight == 1 ? kl : kl * step.KlWeight);
    }

    // −log p(x, z) with q's draws held fixed, and −log q(z | x) with the model's: neither has a gradient in the parameters of the other.
    private Tensor WakeSleep(Tensor x, NoiseStream noise, List<LossTerm> notes)
    {
        Tensor z, kl, dreamt, dream;
        using (Gradients.Off())
        {
            var q = encoder.Forward(x);
            (z, kl) = (q.Draw(config.Draws, noise), q.KlToStandardNormal());
            dreamt = DrawPrior((int)x.Size(0), noise);
            dream = Decoder.Sample(dreamt, noise);
        }
        var reconstruction = OverDraws(-Decoder.LogProb(x, z, notes));
        var wake = reconstruction - OverDraws(LogPrior(z));
        var sleep = -encoder.Forward(dream).LogProb(dreamt);
        notes.InsertRange(0, [new("reconstruction", reconstruction), new("kl", kl), new("wake", wake, Weight: 1), new("sleep", sleep, Weight: 1)]);
        return wake + sleep;
    }

    private static Tensor OverDraws(Tensor nats) => nats.Rank == 1 ? nats : nats.Mean([0]);

    private static Tensor LogPrior(Tensor z) => (z.Square() + Math.Log(2 * Math.PI)).Sum([-1]) * -0.5;

    private Tensor DrawPrior(int count, NoiseStream noise)
    {
        var like = Parameters().First();
        return noise.Normal([count, config.Latent], like.Device).To(like.DType);
    }
}
