using System.Text.Json.Serialization.Metadata;
using Elbo.Data;
using Elbo.Models.Likelihoods;
using Elbo.Models.Networks;
using Elbo.Models.Objectives;
using Elbo.Models.Posteriors;
using Elbo.Probability;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Zoo.Iwae;

/// <summary>
/// The importance weighted autoencoder (Burda, Grosse &amp; Salakhutdinov 2016, arXiv 1509.00519): Gaussian layers
/// p(h_L) = N(0, I), p(h_{l−1} | h_l), and p(x | h_1) as configured; q(h_1 | x), q(h_l | h_{l−1}); trained on the k-sample bound.
/// </summary>
/// <remarks>
/// Outside, the code is one tensor z = (h_1, …, h_L) with the layers side by side, lowest first: [S, B, Z_1 + … + Z_L]. Every Gaussian
/// has a log σ head (<see cref="ConditionalGaussian"/>), and no divergence is taken in closed form.
/// </remarks>
public abstract class IwaeModel : Model, IModelDefinition<IwaeModel, IwaeConfig>, IElboModel, IEncoder, IDecoder, IReconstructor, IGenerator,
    IDataRange, IKlWeighted
{
    private readonly IwaeConfig config;
    private readonly ConditionalGaussian[] recognition;
    private readonly ConditionalGaussian[] generation;
    private readonly Decoder decoder;

    private protected IwaeModel(IwaeConfig config, ModelInputs inputs)
    {
        this.config = config;
        var (generator, weights) = (inputs.Initialisation, Initialisers.GlorotUniform());
        var latent = config.Latent;
        recognition = [.. latent.Select((size, l) => Child($"encoder_{l + 1}", l == 0
            ? Gaussian(DataNetworks.Encoder(config, config.Hidden[0], inputs, weights), size)
            : Gaussian(Dense(latent[l - 1], config.Hidden[l]), size)))];
        generation = [.. latent.Skip(1).Select((size, l) => Child($"prior_{l + 1}", Gaussian(Dense(size, config.Hidden[l + 1].Reverse()), latent[l])))];
        decoder = Child("decoder", DataNetworks.Decoder(config, latent[0], config.Hidden[0], inputs, weights));

        ConditionalGaussian Gaussian(EncoderNetwork network, int to) => new(network.Body, network.Width, to, generator, weights);

        EncoderNetwork Dense(int from, IEnumerable<int> hidden)
        {
            var body = new Mlp(from, [.. hidden], config.Activation, generator, weights);
            return new(body, body.Outputs);
        }
    }

    public static ModelCard Card { get; } = new(
        "iwae",
        "Importance weighted autoencoder",
        "Burda, Grosse & Salakhutdinov 2016, arXiv 1509.00519",
        "A VAE with one or more Gaussian layers trained on the tighter k-sample bound: better likelihoods and more active latents.");

    public static JsonTypeInfo<IwaeConfig> ConfigJson => IwaeJson.Default.IwaeConfig;

    public int LatentSize => config.Latent.Sum();

    public (double Low, double High) DataRange => decoder.DataRange;

    public string LikelihoodName => decoder.Name;

    public int? GreyLevels => decoder.GreyLevels;

    public static IwaeModel Build(IwaeConfig config, ModelInputs inputs) =>
        config.Latent.Length == 1 ? new SingleLayerIwae(config, inputs) : new LayeredIwae(config, inputs);

    /// <summary>
    /// −L [B] for the configured bound L, with <c>reconstruction</c> (−log p(x | h_1)) and <c>kl</c> (log q − log p of the code), means over
    /// the k draws; the importance-weighted bound is tighter than their sum (with <see cref="StepContext.KlWeight"/>) by <c>importance_gain</c> ≥ 0.
    /// </summary>
    public override LossTerms Loss(Batch batch, StepContext step)
    {
        var (h, logQ) = Recognise(batch.X, config.Samples, step.Noise);
        var notes = new List<LossTerm>();
        var logLikelihood = decoder.LogProb(batch.X, h[0], notes);
        var divergence = logQ - LogPrior(h);
        var objective = -MultiSampleBound.Of(config.Objective, logLikelihood - (step.KlWeight == 1 ? divergence : divergence * step.KlWeight));
        using var off = Gradients.Off();
        Tensor reconstruction = -logLikelihood.Mean([0]), kl = divergence.Mean([0]);
        notes.InsertRange(0, [new("reconstruction", reconstruction, Weight: 1), new("kl", kl, Weight: step.KlWeight)]);
        if (config.Objective == MultiSampleObjective.Iwae) notes.Add(new("importance_gain", reconstruction + kl * step.KlWeight - objective, Weight: -1));
        return new(objective, notes);
    }

    /// <summary>One draw each of log p(x | h_1) and of log q − log p of the code, whose expectation is the divergence.</summary>
    public (Tensor Reconstruction, Tensor Kl) ElboTerms(Batch x, NoiseStream noise)
    {
        var (h, logQ) = Recognise(x.X, 1, noise);
        return (decoder.LogProb(x.X, h[0])[0], (logQ - LogPrior(h))[0]);
    }

    public LatentDraw Infer(Batch x, int samples, NoiseStream noise)
    {
        var (h, logQ) = Recognise(x.X, samples, noise);
        return new(Join(h), logQ);
    }

    public Tensor LogJoint(Batch x, Tensor z)
    {
        var h = Part(z);
        return decoder.LogProb(x.X, h[0]) + LogPrior(h);
    }

    /// <summary>The means μ_1(x), μ_2(μ_1), … side by side [B, Z]: exact for h_1, and for the layers above with the mean of the layer below in place of a draw.</summary>
    public Tensor Encode(Batch x)
    {
        var h = new Tensor[recognition.Length];
        for (var l = 0; l < h.Length; l++) h[l] = recognition[l].Forward(l == 0 ? x.X : h[l - 1]).Mu;
        return Join(h);
    }

    /// <summary>Mean of p(x | h_1) [B, D]; of z [B, Z] only h_1 matters, the layers above act through it.</summary>
    public Tensor Decode(Tensor z) => decoder.Mean(Part(z)[0]);

    public Tensor Reconstruct(Batch x) => Decode(Encode(x));

    /// <summary>Means of p(x | h_1) at h_1 drawn from the top layer down, [count, D].</summary>
    public Tensor Generate(int count, NoiseStream noise)
    {
        var h = noise.Normal([count, config.Latent[^1]], Parameters().First().Device);
        for (var l = generation.Length - 1; l >= 0; l--)
        {
            var p = generation[l].Forward(h);
            h = GaussianDraw.From(p, p.Shape, noise).Z;
        }
        return decoder.Mean(h);
    }

    /// <summary>q(h_1 | x).</summary>
    private protected Normal Recognition(Tensor x) => recognition[0].Forward(x);

    /// <summary>μ_1(x), and μ_l at one draw of h_{l−1}, side by side [B, Z].</summary>
    private protected Tensor SampledMeans(Tensor x, NoiseStream noise)
    {
        var means = new Tensor[recognition.Length];
        var below = x;
        for (var l = 0; l < means.Length; l++)
        {
            var q = recognition[l].Forward(below);
            means[l] = q.Mu;
            below = GaussianDraw.From(q, q.Shape, noise).Z;
        }
        return Join(means);
    }

    // The layers [S, B, Z_l] and log q of all together [S, B]. q(h_1 | x) is computed once per example, not once per draw.
    private (Tensor[] H, Tensor LogQ) Recognise(Tensor x, int samples, NoiseStream noise)
    {
        var h = new Tensor[recognition.Length];
        Tensor? logQ = null;
        for (var l = 0; l < h.Length; l++)
        {
            var q = recognition[l].Forward(l == 0 ? x : h[l - 1]);
            var draw = GaussianDraw.From(q, l == 0 ? [samples, .. q.Shape] : q.Shape, noise);
            h[l] = draw.Z;
            logQ = logQ is null ? draw.LogQ : logQ + draw.LogQ;
        }
        return (h, logQ!);
    }

    // log p(h_1, …, h_L), [S, B] nats.
    private Tensor LogPrior(Tensor[] h)
    {
        var logP = new StandardNormal(h[^1].Size(-1), h[^1].DType, h[^1].Device).LogProb(h[^1]);
        for (var l = 0; l < generation.Length; l++) logP += generation[l].Forward(h[l + 1]).LogProb(h[l]);
        return logP;
    }

    private static Tensor Join(Tensor[] h) => h.Length == 1 ? h[0] : Ops.Cat(h, -1);

    // The kernels want dense rows, so a part of a row is copied out.
    private Tensor[] Part(Tensor z) => config.Latent.Length == 1
        ? [z]
        : [.. z.SplitWithSizes([.. config.Latent.Select(size => (long)size)], -1).Select(part => part.Contiguous())];
}
