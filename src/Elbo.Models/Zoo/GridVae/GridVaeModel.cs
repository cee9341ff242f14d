using System.Text.Json.Serialization.Metadata;
using Elbo.Data;
using Elbo.Models.Likelihoods;
using Elbo.Models.Networks;
using Elbo.Models.Posteriors;
using Elbo.Torch;

namespace Elbo.Models.Zoo.GridVae;

/// <summary>
/// A VAE whose code is a grid over the image, H′×W′ positions of Z′ numbers: p(z) = N(0, I), diagonal Gaussian q(z | x), fully
/// convolutional networks. The continuous comparison of van den Oord et al. 2017 (arXiv 1711.00937), §4.1.
/// </summary>
/// <remarks>Outside, a code is one row z [B, H′·W′·Z′], position by position.</remarks>
public sealed class GridVaeModel : Model, IModelDefinition<GridVaeModel, GridVaeConfig>, IElboModel, IGaussianEncoder, IDecoder, IReconstructor, IGenerator,
    IDataRange, IKlWeighted
{
    private readonly GridEncoder encoder;
    private readonly Decoder decoder;
    private readonly int latent;

    private GridVaeModel(GridVaeConfig config, ModelInputs inputs)
    {
        latent = config.Latent;
        encoder = Child("encoder", new GridEncoder(config.Network, inputs.Shape, 2 * latent, inputs.Initialisation));
        decoder = Child("decoder", GridNetworks.Decoder(config, config.Network, latent, inputs));
        LatentSize = encoder.Height * encoder.Width * latent;
    }

    public static ModelCard Card { get; } = new(
        "grid-vae",
        "VAE with a grid of latents",
        "Kingma & Welling 2014, arXiv 1312.6114; as the comparison of van den Oord et al. 2017, arXiv 1711.00937",
        "Learns Gaussian codes on a grid over images with convolutions alone: the continuous counterpart of a VQ-VAE.");

    public static JsonTypeInfo<GridVaeConfig> ConfigJson => GridVaeJson.Default.GridVaeConfig;

    /// <summary>H′·W′·Z′.</summary>
    public int LatentSize { get; }

    public (double Low, double High) DataRange => decoder.DataRange;

    public string LikelihoodName => decoder.Name;

    public int? GreyLevels => decoder.GreyLevels;

    public static GridVaeModel Build(GridVaeConfig config, ModelInputs inputs) => new(config, inputs);

    /// <summary>The negative bound [B], the divergence in closed form, with its parts <c>reconstruction</c> (−log p(x | z)) and <c>kl</c>.</summary>
    public override LossTerms Loss(Batch batch, StepContext step)
    {
        var q = Infer(batch);
        var notes = new List<LossTerm>();
        var reconstruction = -decoder.LogProb(batch.X, q.Draw(step.Noise), notes);
        var kl = q.KlToStandardNormal();
        return new(reconstruction + kl * step.KlWeight, [new("reconstruction", reconstruction, Weight: 1), new("kl", kl, Weight: step.KlWeight), .. notes]);
    }

    public (Tensor Reconstruction, Tensor Kl) ElboTerms(Batch x, NoiseStream noise)
    {
        var q = Infer(x);
        return (decoder.LogProb(x.X, q.Draw(noise)), q.KlToStandardNormal());
    }

    public LatentDraw Infer(Batch x, int samples, NoiseStream noise)
    {
        var q = Infer(x);
        var z = q.Draw(samples, noise);
        return new(z, q.LogProb(z));
    }

    public Tensor LogJoint(Batch x, Tensor z) => decoder.LogProb(x.X, z) + (z.Square() + Math.Log(2 * Math.PI)).Sum([-1]) * -0.5;

    public Tensor Encode(Batch x) => Infer(x).Mean;

    public (Tensor Mu, Tensor LogVar) Posterior(Batch x)
    {
        var q = Infer(x);
        return (q.Mean, q.LogVariance);
    }

    public Tensor Decode(Tensor z) => decoder.Mean(z);

    public Tensor Reconstruct(Batch x) => Decode(Encode(x));

    public Tensor Generate(int count, NoiseStream noise)
    {
        var like = Parameters().First();
        return decoder.Mean(noise.Normal([count, LatentSize], like.Device).To(like.DType));
    }

    private GaussianPosterior Infer(Batch x)
    {
        var halves = encoder.Forward(x.X).Chunk(2, -1);
        return new(halves[0].Flatten(1), halves[1].Flatten(1));
    }
}
