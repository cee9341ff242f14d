using System.Text.Json.Serialization.Metadata;
using Elbo.Models.Architectures;
using Elbo.Models.Latents;
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
        var (encoder, decoder) = DataNetworks.Gaussian(config, config.Latent, config.Hidden, inputs, weights);
        IObjective objective = config switch
        {
            { Objective: VaeObjective.WakeSleep } => new WakeSleepObjective(config.Draws),
            { Estimator: BoundEstimator.Stl } => new StlObjective(config.Draws, averaged: true),
            _ => new ElboObjective(config.Draws, config.Estimator == BoundEstimator.Sampled),
        };
        if (config.WeightPrior) objective = new WeightPriorObjective(objective, decoder, inputs.TrainingExamples);
        return new Vae(encoder, LatentProgram.StandardNormal("z", config.Latent), decoder, objective);
    }
}
