using System.Text.Json.Serialization.Metadata;
using Elbo.Models.Architectures;
using Elbo.Models.Conditionals;
using Elbo.Models.Latents;
using Elbo.Models.Networks;
using Elbo.Models.Objectives;
using Elbo.Probability;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Zoo.Iwae;

/// <summary>
/// The importance weighted autoencoder (Burda, Grosse &amp; Salakhutdinov 2016, arXiv 1509.00519): Gaussian layers
/// p(h_L) = N(0, I), p(h_{l−1} | h_l), and p(x | h_1) as configured; q(h_1 | x), q(h_l | h_{l−1}); trained on the k-sample bound.
/// </summary>
/// <remarks>
/// Outside, the code is one row (h_1, …, h_L) with the layers side by side, lowest first: [B, Z_1 + … + Z_L]. Every Gaussian has a log σ head
/// (<see cref="ConditionalGaussian"/>), and no divergence is taken in closed form in training.
/// </remarks>
public sealed class IwaeDefinition : IModelDefinition<IwaeConfig>
{
    /// <inheritdoc/>
    public static ModelCard Card { get; } = new(
        "iwae",
        "Importance weighted autoencoder",
        "Burda, Grosse & Salakhutdinov 2016, arXiv 1509.00519",
        "A VAE with one or more Gaussian layers trained on the tighter k-sample bound: better likelihoods and more active latents.");

    /// <inheritdoc/>
    public static JsonTypeInfo<IwaeConfig> ConfigJson => IwaeJson.Default.IwaeConfig;

    /// <inheritdoc/>
    public static Model Build(IwaeConfig config, ModelInputs inputs) => Build(config, Objective(config), inputs);

    /// <summary>The same with an objective of one's own.</summary>
    public static Vae Build(IwaeConfig config, IObjective objective, ModelInputs inputs)
    {
        var (generator, weights, latent) = (inputs.Initialisation, Initialisers.GlorotUniform(), config.Latent);
        ConditionalGaussian[] recognition = [.. latent.Select((size, l) => l == 0
            ? Gaussian(DataNetworks.Encoder(config, config.Hidden[0], inputs, weights), size)
            : Gaussian(Dense(latent[l - 1], config.Hidden[l]), size))];
        ConditionalGaussian[] generation = [.. latent.Skip(1).Select((size, l) => Gaussian(Dense(size, config.Hidden[l + 1].Reverse()), latent[l]))];
        var decoder = DataNetworks.Decoder(config, latent[0], config.Hidden[0], inputs, weights);
        IReadOnlyList<LatentSite> sites = [.. latent.Select((size, l) => new LatentSite(Site(l), [size]))];

        var posterior = new LatentProgram(sites, [.. recognition.Select((q, l) => ($"encoder_{l + 1}", (Module)q))], (x, walk) =>
        {
            var below = x.X;
            for (var l = 0; l < recognition.Length; l++) below = walk.At(Site(l), recognition[l].Of(below));
        });
        var prior = new LatentProgram(sites, [.. generation.Select((p, l) => ($"prior_{l + 1}", (Module)p))], (given, walk) =>
        {
            var above = walk.At(Site(latent.Length - 1), new StandardNormal(latent[^1], given.X.DType, given.X.Device));
            for (var l = generation.Length - 1; l >= 0; l--) above = walk.At(Site(l), generation[l].Of(above));
        })
        { IsConditional = false };
        return new Vae(posterior, prior, DataLikelihood.At(Site(0), "decoder", decoder), objective);

        static string Site(int layer) => $"h_{layer + 1}";

        ConditionalGaussian Gaussian(EncoderNetwork network, int to) => new(network.Body, network.Width, to, generator, weights);

        EncoderNetwork Dense(int from, IEnumerable<int> hidden)
        {
            var body = new Mlp(from, [.. hidden], config.Activation, generator, weights);
            return new(body, body.Outputs);
        }
    }

    private static IObjective Objective(IwaeConfig config) => config.Objective switch
    {
        MultiSampleObjective.Vae => new IwaeObjective(config.Samples, averaged: true),
        MultiSampleObjective.Stl => new StlObjective(config.Samples),
        MultiSampleObjective.Dreg => new DregObjective(config.Samples),
        MultiSampleObjective.Rws => new RwsObjective(config.Samples),
        MultiSampleObjective.RwsDreg => new RwsDregObjective(config.Samples),
        MultiSampleObjective.Miwae => new MiwaeObjective(config.Groups, config.Samples),
        MultiSampleObjective.Ciwae => new CiwaeObjective(config.Samples, config.Beta ?? 0.5),
        MultiSampleObjective.Piwae => new PiwaeObjective(config.Groups, config.Samples),
        _ => new IwaeObjective(config.Samples),
    };
}
