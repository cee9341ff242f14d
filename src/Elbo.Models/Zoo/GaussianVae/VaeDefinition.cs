using System.Text.Json.Serialization.Metadata;
using Elbo.Models.Architectures;
using Elbo.Models.Conditionals;
using Elbo.Models.Latents;
using Elbo.Models.Objectives;
using Elbo.Probability;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Zoo.GaussianVae;

/// <summary>
/// The variational autoencoder: p(z) = N(0, I), p(x | z) as configured, q(z | x) a diagonal Gaussian unless configured otherwise (Kingma &amp; Welling, arXiv 1312.6114).
/// </summary>
public sealed class VaeDefinition : IModelDefinition<VaeConfig>
{
    /// <inheritdoc/>
    public static ModelCard Card { get; } = new(
        "vae",
        "Variational autoencoder",
        "Kingma & Welling 2014, arXiv 1312.6114",
        "Learns a Gaussian code of binary, grey or colour images, or of any vectors, and a decoder that draws new ones; the bound says how well.");

    /// <inheritdoc/>
    public static JsonTypeInfo<VaeConfig> ConfigJson => VaeJson.Default.VaeConfig;

    /// <inheritdoc/>
    public static Model Build(VaeConfig config, ModelInputs inputs)
    {
        Initialiser weights = config.Start == WeightStart.Glorot ? Initialisers.GlorotUniform() : Initialisers.Normal(config.StartStd);
        if (config.Start == WeightStart.Normal) inputs = inputs with { Statistics = null };
        var (encoder, decoder) = DataNetworks.Around(config, config.Latent, config.Hidden, inputs, weights, (body, width) => Posterior(config, body, width, inputs, weights));
        var prior = config.Prior == PriorKind.Standard ? LatentProgram.StandardNormal("z", config.Latent)
            : new FlowPrior(config.Prior, config.Latent, config.PriorDepth ?? 4, config.PriorWidth ?? 128, inputs.Initialisation).At("z", "prior");
        IObjective objective = config switch
        {
            { Objective: VaeObjective.WakeSleep } => new WakeSleepObjective(config.Draws),
            { EncoderGradient: PosteriorGradient.Marginalised } => new MarginalisedObjective(config.Draws),
            { EncoderGradient: PosteriorGradient.Score } => new ScoreObjective(config.Draws),
            { FreeBits: { } free } => new FreeBitsObjective(free, config.Draws),
            { Estimator: BoundEstimator.Stl } => new StlObjective(config.Draws, averaged: true),
            _ => new ElboObjective(config.Draws, config.Estimator == BoundEstimator.Sampled),
        };
        if (config.WeightPrior) objective = new WeightPriorObjective(objective, decoder, inputs.TrainingExamples);
        if (config.WeightPosterior) objective = new WeightPosteriorObjective(objective, decoder, [encoder, .. prior.Parts.Select(p => p.Part)], inputs.TrainingExamples);
        return new Vae(encoder, prior, decoder, objective);
    }

    private static Conditional<Tensor> Posterior(VaeConfig config, Layer body, long width, ModelInputs inputs, Initialiser weights)
    {
        var (latent, generator) = (config.Latent, inputs.Initialisation);
        if (config.Posterior == PosteriorKind.None) return new GaussianEncoder(body, width, latent, generator, weights);
        if (config.Posterior == PosteriorKind.Mixture)
            return new MixtureEncoder(body, width, latent, config.PosteriorComponents ?? 5, generator, weights, config.EncoderGradient == PosteriorGradient.Hybrid ? MixtureGradient.Hybrid : MixtureGradient.Implicit);
        var hidden = config.PosteriorWidth ?? 320;
        return new FlowEncoder(body, width, latent, generator, weights, new(config.Flow, latent, checked((int)width), config.PosteriorDepth ?? 2, [hidden, hidden], generator));
    }
}
