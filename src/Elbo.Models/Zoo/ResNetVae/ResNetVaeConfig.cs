using System.Text.Json.Serialization;
using Elbo.Data;
using Elbo.Models.Configuration;
using Elbo.Models.Likelihoods;
using Elbo.Models.Networks;

namespace Elbo.Models.Zoo.ResNetVae;

/// <summary>Configuration of the model <c>resnet-vae</c>. The paper's for CIFAR-10: <c>depth [20]</c>, <c>channels 160</c>, <c>latent 32</c>, <c>freeBits 0.1</c>.</summary>
public sealed record ResNetVaeConfig : LikelihoodConfig, IConfig
{
    /// <summary>Stochastic layers at each scale, from the data inwards: the first at half the size of the image, each further one at half of that before.</summary>
    public int[] Depth { get; init; } = [4];

    /// <summary>H, channels of the residual blocks.</summary>
    public int Channels { get; init; } = 32;

    /// <summary>Z, maps of each latent variable.</summary>
    public int Latent { get; init; } = 8;

    /// <summary>What the posterior of each layer is made of beside a diagonal Gaussian.</summary>
    public MapFlowKind Flow { get; init; } = MapFlowKind.Iaf;

    /// <summary>Steps of the flow of each layer; null: 1.</summary>
    [EffectiveUnder(nameof(Flow), MapFlowKind.Iaf, MapFlowKind.LocationIaf)]
    public int? FlowDepth { get; init; }

    /// <summary>Channels of the hidden layers of a step, a multiple of latent; null: those of the blocks, rounded up to one.</summary>
    [EffectiveUnder(nameof(Flow), MapFlowKind.Iaf, MapFlowKind.LocationIaf)]
    public int? FlowWidth { get; init; }

    /// <summary>Hidden layers of a step; null: 2. With 0 and locationIaf the flow is linear.</summary>
    [EffectiveUnder(nameof(Flow), MapFlowKind.Iaf, MapFlowKind.LocationIaf)]
    public int? FlowLayers { get; init; }

    /// <summary>λ, nats that each map of each latent variable says for nothing (arXiv 1606.04934, eq. 15), on the mean of a batch; null for none, with which training stalls.</summary>
    public double? FreeBits { get; init; } = 0.25;

    /// <summary>What the spread of p(x | z) hangs on, where it has one; the paper has one for each channel.</summary>
    [EffectiveUnder(nameof(Likelihood), LikelihoodKind.Gaussian, LikelihoodKind.DiscretisedLogistic, LikelihoodKind.ColourLogistic)]
    public SpreadKind Spread { get; init; } = SpreadKind.Channel;

    /// <summary>A, channels that flows are told; 0 where there is nothing to tell.</summary>
    internal int Context => Flow == MapFlowKind.None || FlowLayers == 0 ? 0 : FlowWidth ?? (Channels + Latent - 1) / Latent * Latent;

    /// <inheritdoc/>
    public IEnumerable<string> Problems()
    {
        if (Depth.Length is < 1 or > 12) yield return $"depth must list 1 to 12 scales, lists {Depth.Length}";
        foreach (var count in Depth)
            if (count is < 1 or > 256) yield return $"depth must hold 1 to 256, has {count}";
        if (Channels is < 1 or > 65536) yield return $"channels must be 1 to 65536, is {Channels}";
        if (Latent is < 1 or > 65536) yield return $"latent must be 1 to 65536, is {Latent}";
        if (FlowDepth is < 1 or > 256) yield return $"flowDepth must be 1 to 256, is {FlowDepth}";
        if (FlowWidth is { } width && (width is < 1 or > 65536 || Latent > 0 && width % Latent != 0)) yield return $"flowWidth must be a multiple of latent and at most 65536, is {width}";
        if (FlowLayers is < 0 or > 64) yield return $"flowLayers must be 0 to 64, is {FlowLayers}";
        if (FlowLayers == 0 && FlowWidth is { } none) yield return $"flowWidth must be left out without hidden layers, is {none}";
        if (FreeBits is not (null or (> 0 and <= 1000))) yield return $"freeBits must be above 0 and at most 1000, is {FreeBits}";
        foreach (var problem in LikelihoodProblems()) yield return problem;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true,
    Converters = [typeof(CamelCaseEnums)])]
[JsonSerializable(typeof(ResNetVaeConfig))]
internal sealed partial class ResNetVaeJson : JsonSerializerContext;
