using System.Text.Json.Serialization.Metadata;
using Elbo.Models.Architectures;
using Elbo.Models.Latents;
using Elbo.Models.Networks;
using Elbo.Models.Objectives;
using Elbo.Torch.Nn;

namespace Elbo.Models.Zoo.GaussianVae;

/// <summary>
/// The variational autoencoder: p(z) = N(0, I), p(x | z) as configured, diagonal Gaussian q(z | x) (Kingma &amp; Welling, arXiv 1312.6114).
/// </summary>
public sealed class VaeDefinition : IModelDefinition<VaeConfig>
{
    public static ModelCard Card { get; } = new(
        "vae",
        "Variational autoencoder",
        "Kingma & Welling 2014, arXiv 1312.6114",
        "Learns a Gaussian code of binary, grey or colour images, or of any vectors, and a decoder that draws new ones; the bound says how well.");

    public static JsonTypeInfo<VaeConfig> ConfigJson => VaeJson.Default.VaeConfig;

    public static Model Build(VaeConfig config, ModelInputs inputs)
    {
        Initialiser weights = config.Start == WeightStart.Glorot ? Initialisers.GlorotUniform() : Initialisers.Normal(config.StartStd);
        if (config.Start == WeightStart.Normal) inputs = inputs with { Statistics = null };
        FlowSteps? Flow(long context) => config.Posterior == PosteriorFlow.None ? null
            : new(config.Posterior, config.Latent, checked((int)context), config.PosteriorDepth ?? 2, [config.PosteriorWidth ?? 320, config.PosteriorWidth ?? 320], inputs.Initialisation);
        var (encoder, decoder) = DataNetworks.Gaussian(config, config.Latent, config.Hidden, inputs, weights, Flow);
        var prior = config.Prior == PriorKind.Standard ? LatentProgram.StandardNormal("z", config.Latent)
            : new FlowPrior(config.Prior, config.Latent, config.PriorDepth ?? 4, config.PriorWidth ?? 128, inputs.Initialisation).At("z", "prior");
        IObjective objective = config switch
        {
            { Objective: VaeObjective.WakeSleep } => new WakeSleepObjective(config.Draws),
            { Estimator: BoundEstimator.Stl } => new StlObjective(config.Draws, averaged: true),
            _ => new ElboObjective(config.Draws, config.Estimator == BoundEstimator.Sampled),
        };
        if (config.WeightPrior) objective = new WeightPriorObjective(objective, decoder, inputs.TrainingExamples);
        return new Vae(encoder, prior, decoder, objective);
    }
}
