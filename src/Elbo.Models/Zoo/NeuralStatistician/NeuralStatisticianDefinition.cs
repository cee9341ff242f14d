using System.Text.Json.Serialization.Metadata;
using Elbo.Data;
using Elbo.Models.Conditionals;
using Elbo.Models.Latents;
using Elbo.Models.Networks;
using Elbo.Models.Objectives;
using Elbo.Torch;
using Elbo.Torch.Fused;
using Elbo.Torch.Nn;

namespace Elbo.Models.Zoo.NeuralStatistician;

/// <summary>
/// A model of sets: p(D) = ∫ p(c) ∏ ∫ p(x | c, z) p(z | c) dz dc with one context c for a set and one z for each of its items (Edwards &amp; Storkey 2017,
/// arXiv 1606.02185, eq. 4 with one layer of z). The bound is of a whole set, nats; divided by the number of its items it is that of one.
/// </summary>
public sealed class NeuralStatisticianDefinition : IModelDefinition<NeuralStatisticianConfig>
{
    private const string Context = "c", Items = "z";

    // Of p(x | c, z), as in published code: a likelihood of real numbers is unbounded where the variance may vanish.
    private const double LeastLogVariance = -4, GreatestLogVariance = 3;

    /// <inheritdoc/>
    public static ModelCard Card { get; } = new(
        "neural-statistician",
        "Neural statistician",
        "Edwards & Storkey 2017, arXiv 1606.02185",
        "Learns what a set of vectors is drawn from, as one code for the set: sets of like distributions lie together, and more of the kind can be drawn.");

    /// <inheritdoc/>
    public static JsonTypeInfo<NeuralStatisticianConfig> ConfigJson => NeuralStatisticianJson.Default.NeuralStatisticianConfig;

    /// <inheritdoc/>
    public static DataSchema Example => DataSchema.OfShape([8, 1]) with { Kind = DataKind.Set };

    /// <inheritdoc/>
    public static Model Build(NeuralStatisticianConfig config, ModelInputs inputs)
    {
        var (n, size, hidden, generator) = (inputs.Shape[0], inputs.Shape[1], config.Hidden, inputs.Initialisation);
        var statistic = new SetEncoder(size, hidden, Activation.Relu, generator);
        var context = new GaussianEncoder(statistic, statistic.Outputs, config.Context, generator, Initialisers.KaimingNormal());
        var encoder = new ItemGaussian([size, config.Context], hidden, n, config.Latent, generator);
        var prior = new ItemGaussian([config.Context], hidden, n, config.Latent, generator);
        var decoder = new ItemGaussian([config.Latent, config.Context], hidden, n, size, generator, (LeastLogVariance, GreatestLogVariance));

        LatentSite[] sites = [new(Context, [config.Context]), new(Items, [n, config.Latent]) { OfItems = true }];
        var posterior = new LatentProgram(sites, [("statistic", context), ("encoder", encoder)], (x, walk) =>
        {
            var c = walk.At(Context, context.Of(x.X));
            walk.At(Items, encoder.Of([x.X, c.Unsqueeze(-2)]));
        });
        var above = new LatentProgram(sites, [("prior", prior)], (given, walk) =>
        {
            var c = walk.At(Context, new Probability.StandardNormal(config.Context, given.X.DType, given.X.Device));
            walk.At(Items, prior.OfSets(c, given.X.Rank == 3 ? given.X.Size(1) : n));
        })
        { IsConditional = false };
        var likelihood = new DataLikelihood([("decoder", decoder)], (_, z, pass) => decoder.Of([z[Items], z[Context].Unsqueeze(-2)], pass)) { Reads = [Context, Items] };
        return new Vae(posterior, above, likelihood, new HalvingObjective(config.Alpha));
    }
}
