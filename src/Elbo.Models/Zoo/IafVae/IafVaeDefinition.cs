using System.Text.Json.Serialization.Metadata;
using Elbo.Models.Conditionals;
using Elbo.Models.Latents;
using Elbo.Models.Networks;
using Elbo.Models.Objectives;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Zoo.IafVae;

/// <summary>
/// A convolutional VAE whose posterior is an inverse autoregressive flow (Kingma et al. 2016, arXiv 1606.04934, appendix B): residual nets with weight
/// normalisation and ELU, whose start is chosen from a batch of data.
/// </summary>
public sealed class IafVaeDefinition : IModelDefinition<IafVaeConfig>
{
    // Of the examples that the start is chosen from.
    private const int First = 200;

    /// <inheritdoc/>
    public static ModelCard Card { get; } = new(
        "iaf-vae",
        "VAE with inverse autoregressive flow",
        "Kingma et al. 2016, arXiv 1606.04934",
        "A convolutional VAE of images whose posterior is bent by autoregressive steps until it fits: a tighter bound at the same decoder.");

    /// <inheritdoc/>
    public static JsonTypeInfo<IafVaeConfig> ConfigJson => IafVaeJson.Default.IafVaeConfig;

    /// <inheritdoc/>
    public static Model Build(IafVaeConfig config, ModelInputs inputs)
    {
        var (generator, weights) = (inputs.Initialisation, Initialisers.GlorotUniform());
        var up = new ResNetEncoder(inputs.Shape, config.Channels, config.Width, generator);
        Conditional<Tensor> encoder = config.Flow == PosteriorFlow.None
            ? new GaussianEncoder(up, config.Width, config.Latent, generator, weights)
            : new FlowEncoder(up, config.Width, config.Latent, generator, weights, Steps(config, generator));
        var down = new ResNetDecoder(config.Latent, inputs.Shape, config.Channels, config.Width, generator);
        var decoder = config.Decoder(new(down, inputs.Dimensions, () => new ResidualReadout(config.Channels[0], inputs.Shape, generator)), inputs);
        if (inputs.Statistics is { } statistics) Start(statistics, up, encoder, down);
        IObjective objective = config.FreeBits is { } free ? new FreeBitsObjective(free) : new ElboObjective();
        return new Vae(encoder, LatentProgram.StandardNormal("z", config.Latent), decoder, objective);
    }

    private static FlowSteps Steps(IafVaeConfig config, Generator generator) =>
        new(config.Flow, config.Latent, config.Width, config.FlowDepth ?? 2, [.. Enumerable.Repeat(config.FlowWidth ?? 320, config.FlowLayers ?? 2)], generator);

    private static void Start(TrainingStatistics statistics, ResNetEncoder up, Conditional<Tensor> encoder, ResNetDecoder down)
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        if (statistics.First(First) is not { } examples) return;
        try
        {
            up.InitialiseFromData(examples.X);
            down.InitialiseFromData(encoder.Of(examples.X).Draw(new NoiseStream(0)).Value);
        }
        catch (TorchException)
        {
            // Examples that are all alike, of which nothing can be learned either: layers keep the start they were made with.
        }
    }
}
