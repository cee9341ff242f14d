using System.Text.Json.Serialization.Metadata;
using Elbo.Models.Conditionals;
using Elbo.Models.Conditioning;
using Elbo.Models.Latents;
using Elbo.Models.Networks;
using Elbo.Models.Objectives;
using Elbo.Torch;
using Elbo.Torch.Fused;
using Elbo.Torch.Nn;

namespace Elbo.Models.Zoo.Cvae;

/// <summary>
/// The conditional VAE of the tutorial (Doersch 2016, arXiv 1606.05908, §3): p(y | x) = ∫ p(y | x, z) p(z | x) dz, with q(z | y, x), so that there are many y for
/// one x where a regressor has one.
/// </summary>
public sealed class CvaeDefinition : IModelDefinition<CvaeConfig>
{
    private const string Site = "z";

    /// <inheritdoc/>
    public static ModelCard Card { get; } = new(
        "cvae",
        "Conditional VAE",
        "Doersch 2016, arXiv 1606.05908",
        "Completes examples of which a part is given, a column or rectangle of an image, a class, any mask, in as many different ways as there are; without a code it is the regressor that blurs them.");

    /// <inheritdoc/>
    public static JsonTypeInfo<CvaeConfig> ConfigJson => CvaeJson.Default.CvaeConfig;

    /// <inheritdoc/>
    public static Model Build(CvaeConfig config, ModelInputs inputs)
    {
        var (given, generator, start) = (Givens.Of(config.Given, inputs), inputs.Initialisation, config.Start);
        var modelled = given.Modelled?.Count ?? inputs.Dimensions;
        var tower = new ConditionTower(given.Size, config.Hidden, generator, start);
        int[] down = [.. config.Hidden.Reverse().Skip(1)];
        var body = new Mlp(config.Hidden[^1], down, Activation.Relu, generator, start.Hidden);
        var decoder = config.Decoder(new(body, modelled, () => new DenseReadout(body.Outputs, modelled, generator, start.Hidden)), inputs, given.Modelled);
        var (posterior, prior) = Programs(config, given, tower, modelled, generator);
        var join = config.Latent == 0 ? null : new Linear(config.Latent, config.Hidden[^1], generator, bias: false, weightInit: start.Hidden);
        IReadOnlyList<(string, Module)> parts = join is null ? [("decoder", decoder)] : [("join", join), ("decoder", decoder)];
        if (join is null) parts = [("tower", tower), .. parts];
        var likelihood = new DataLikelihood(parts, (x, z, pass) =>
        {
            var told = tower.ForDecoder(given.Of(x));
            var h = (join is null ? told : join.Forward(z[Site]) + told).Relu();
            return given.Restrict(x, decoder.Of(h, pass));
        })
        { Given = given, Range = decoder };
        return new Vae(posterior, prior, likelihood, new PresentingObjective(new ElboObjective(), given));
    }

    private static (LatentProgram Posterior, LatentProgram Prior) Programs(CvaeConfig config, IGiven given, ConditionTower tower, int modelled, Generator generator)
    {
        if (config.Latent == 0)
        {
            var none = new LatentProgram([], [], (_, _) => { }) { IsConditional = false };
            return (none, none);
        }
        var encoder = new CvaeEncoder(tower, given, modelled, config.Hidden, config.Latent, generator, config.Start);
        LatentSite site = new(Site, [config.Latent]);
        var posterior = new LatentProgram([site], [("tower", tower), ("encoder", encoder)], (x, walk) => walk.At(Site, encoder.Of(x)));
        if (config.Prior == ConditionalPrior.Standard) return (posterior, LatentProgram.StandardNormal(Site, config.Latent));
        var body = new Mlp(given.Size, config.Hidden, Activation.Relu, generator, config.Start.Hidden);
        var learned = new GaussianEncoder(body, body.Outputs, config.Latent, generator, config.Start.Heads);
        return (posterior, new([site], [("prior", learned)], (x, walk) => walk.At(Site, learned.Of(given.Of(x)))));
    }
}
