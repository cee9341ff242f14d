using System.Text.Json.Serialization.Metadata;
using Elbo.Data;
using Elbo.Models.Architectures;
using Elbo.Models.Likelihoods;
using Elbo.Models.Networks;
using Elbo.Torch.Nn;

namespace Elbo.Models.Zoo.SemiSupervised;

/// <summary>M1+M2 of Kingma, Rezende, Mohamed and Welling 2014, arXiv 1406.5298: a VAE learns codes of all examples, and in a second stage M2 learns classes of draws of these codes.</summary>
public sealed class StackedSsvaeDefinition : IModelDefinition<StackedConfig>
{
    /// <inheritdoc/>
    public static ModelCard Card { get; } = new(
        "ssvae-m1m2",
        "Semi-supervised VAE on codes (M1+M2)",
        "Kingma, Rezende, Mohamed & Welling 2014, arXiv 1406.5298",
        "Learns codes without labels first and classes of these codes from few labels then: fewer errors than ssvae with a hundred labels, and faster.");

    /// <inheritdoc/>
    public static JsonTypeInfo<StackedConfig> ConfigJson => SemiSupervisedJson.Default.StackedConfig;

    /// <inheritdoc/>
    public static IReadOnlyList<string> StageNames => SemiSupervisedVae.StageNames;

    /// <inheritdoc/>
    public static DataSchema Example => SsvaeDefinition.Labelled;

    /// <inheritdoc/>
    public static Model Build(StackedConfig config, ModelInputs inputs)
    {
        var (factor, column) = SsvaeDefinition.FactorOf(config, inputs, Card.Id);
        var (generator, weights, size) = (inputs.Initialisation, Initialisers.GlorotUniform(), config.FeatureLatent);
        var (encoder, outer) = DataNetworks.Gaussian(config, size, config.FeatureHidden, inputs, weights);
        var body = new Mlp(config.Latent + factor.Levels, [.. config.Hidden.Reverse()], config.Activation, generator, weights);
        var decoder = new GaussianDecoder(new(body, size, () => new DenseReadout(body.Outputs, size, generator, weights)), OutputMean.Identity, null, null);
        var classes = SsvaeDefinition.Classes(config, factor, Codes, decoder, generator, weights);
        return new SemiSupervisedVae(classes, new FeatureVae(encoder, outer, size), column, config);

        EncoderNetwork Codes()
        {
            var mlp = new Mlp(size, config.Hidden, config.Activation, generator, weights);
            return new(mlp, mlp.Outputs);
        }
    }
}
