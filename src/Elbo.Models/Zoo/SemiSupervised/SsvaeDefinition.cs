using System.Text.Json.Serialization.Metadata;
using Elbo.Data;
using Elbo.Models.Architectures;
using Elbo.Models.Configuration;
using Elbo.Models.Likelihoods;
using Elbo.Models.Networks;
using Elbo.Models.Objectives;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Zoo.SemiSupervised;

/// <summary>M2 of Kingma, Rezende, Mohamed and Welling 2014, arXiv 1406.5298: a classifier and a class-conditional generator from few labels.</summary>
public sealed class SsvaeDefinition : IModelDefinition<SsvaeConfig>
{
    /// <inheritdoc/>
    public static ModelCard Card { get; } = new(
        "ssvae",
        "Semi-supervised VAE (M2)",
        "Kingma, Rezende, Mohamed & Welling 2014, arXiv 1406.5298",
        "Learns to tell classes from few labelled examples and many without a label, and draws new ones of a class in any style.");

    /// <inheritdoc/>
    public static JsonTypeInfo<SsvaeConfig> ConfigJson => SemiSupervisedJson.Default.SsvaeConfig;

    /// <inheritdoc/>
    public static DataSchema Example => Labelled;

    internal static DataSchema Labelled => DataSchema.OfShape([1, 28, 28]) with { Factors = [new(Factor.Label, 10) { IsPartlyKnown = true }] };

    /// <inheritdoc/>
    public static Model Build(SsvaeConfig config, ModelInputs inputs)
    {
        var (factor, column) = FactorOf(config, inputs, Card.Id);
        var weights = Initialisers.GlorotUniform();
        var decoder = DataNetworks.Decoder(config, config.Latent + factor.Levels, config.Hidden, inputs, weights);
        var classes = Classes(config, factor, () => DataNetworks.Encoder(config, config.Hidden, inputs, weights), decoder, inputs.Initialisation, weights);
        return new SemiSupervisedVae(classes, null, column, config);
    }

    /// <summary>M2 of parts.</summary>
    /// <param name="encoder">Makes a network that reads what M2 is of.</param>
    internal static ClassVae Classes(SemiSupervisedConfig config, Factor factor, Func<EncoderNetwork> encoder, Decoder decoder, Generator generator, Initialiser weights)
    {
        var classifier = new ClassNetwork(encoder(), factor.Levels, generator, weights);
        var style = new StyleEncoder(encoder(), factor.Levels, config.Hidden[^1], config.Latent, config.Activation, generator, weights);
        return new(factor, classifier, style, decoder, config.Latent);
    }

    /// <exception cref="ConfigException">The data has no classes, or one alone, or none without a label and a key that is about such.</exception>
    internal static (Factor Factor, int Column) FactorOf(SemiSupervisedConfig config, ModelInputs inputs, string id)
    {
        if (inputs.Factors.Count == 0) throw new ConfigException($"model.id: '{id}' learns to tell classes, and the examples of {inputs.Schema.Data} have no labels: sub-folders of images name them, data.label a column of a table");
        var condition = FactorCondition.FindPartlyKnown(config.Factor, inputs, "model.factor");
        if (condition.Factor.Levels < 2) throw new ConfigException($"model.factor: the {condition.Factor.Name} of all examples is the same, so there is nothing to tell");
        foreach (var (key, isSet) in new[] { ("labelGradient", config.LabelGradient != LabelGradient.Exact), ("labelledShare", config.LabelledShare != SemiSupervisedConfig.UsualShare) })
            if (isSet && !condition.Factor.IsPartlyKnown) throw new ConfigException($"model.{key} has no effect: every example says its {config.Factor}; data.labelled=100 keeps a hundred");
        return (condition.Factor, condition.Column);
    }
}
