using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Elbo.Models.Architectures;
using Elbo.Models.Latents;
using Elbo.Models.Networks;
using Elbo.Models.Objectives;
using Elbo.Torch;

namespace Elbo.Models.Zoo.ResNetVae;

/// <summary>
/// The deep residual VAE of images with bidirectional inference (Kingma et al. 2016, arXiv 1606.04934, §5.2 and appendix A): many layers of latent maps, each with a posterior bent by an inverse
/// autoregressive flow of masked convolutions; free bits, weight normalisation with a start chosen from data, Adamax and averaged weights.
/// </summary>
/// <remarks>Outside, a code is one row (z_1, …, z_L), z_1 the farthest from the data.</remarks>
public sealed class ResNetVaeDefinition : IModelDefinition<ResNetVaeConfig>
{
    // Of the examples that the start is chosen from.
    private const int First = 64;

    /// <inheritdoc/>
    public static ModelCard Card { get; } = new(
        "resnet-vae",
        "Deep ResNet VAE with IAF",
        "Kingma et al. 2016, arXiv 1606.04934",
        "Many layers of latent maps over an image, inferred along the way that generates: likelihoods of natural images, in bits per dimension.");

    /// <inheritdoc/>
    public static JsonTypeInfo<ResNetVaeConfig> ConfigJson => ResNetVaeJson.Default.ResNetVaeConfig;

    /// <summary>The paper's rule: Adamax, and an average of the weights.</summary>
    public static JsonObject Training => new() { ["optimizer"] = "adamax", ["learningRate"] = 0.002, ["batch"] = 32, ["ema"] = 0.999 };

    /// <inheritdoc/>
    public static Model Build(ResNetVaeConfig config, ModelInputs inputs)
    {
        var (generator, sizes, context) = (inputs.Initialisation, new LadderSizes(inputs.Shape, config.Depth), config.Context);
        var up = new BottomUp(sizes, config.Channels, 2 * config.Latent + context, generator);
        var down = new TopDown(sizes, config.Channels, config.Latent, context, generator);
        IReadOnlyList<MapFlow> flows = config.Flow == MapFlowKind.None ? []
            : [.. Enumerable.Range(0, sizes.Layers).Select(_ => new MapFlow(config.Flow, config.Latent, context, config.FlowLayers ?? 2, config.FlowDepth ?? 1, generator))];
        var ladder = new BidirectionalLadder(sizes, up, down, flows, config.Latent);

        List<LadderReadout> readouts = [];
        var features = new LadderFeatures(config.Channels, sizes.Scales[0]);
        var decoder = config.Decoder(new(features, inputs.Dimensions, Readout) { Spread = config.Spread == SpreadKind.Pixel ? Readout : () => new ChannelReadout(inputs.Shape[0], inputs.Dimensions) }, inputs);
        if (inputs.Statistics is { } statistics) Start(statistics, ladder, features, readouts);
        IObjective objective = config.FreeBits is { } free ? new FreeBitsObjective(free) : new ElboObjective();
        return new Vae(ladder.Posterior, ladder.Prior, new DataLikelihood([("decoder", decoder)], (_, z, pass) => decoder.Of(ladder.Features(z), pass)) { Range = decoder }, objective);

        Readout Readout()
        {
            readouts.Add(new(config.Channels, inputs.Shape, generator));
            return readouts[^1];
        }
    }

    private static void Start(TrainingStatistics statistics, BidirectionalLadder ladder, LadderFeatures features, IReadOnlyList<LadderReadout> readouts)
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        if (statistics.First(First) is not { } examples) return;
        var h = features.Forward(ladder.Start(examples.X));
        foreach (var readout in readouts) readout.Start(h);
    }
}
