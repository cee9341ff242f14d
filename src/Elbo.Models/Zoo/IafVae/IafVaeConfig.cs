using System.Text.Json.Serialization;
using Elbo.Data;
using Elbo.Models.Configuration;
using Elbo.Models.Likelihoods;
using Elbo.Models.Networks;

namespace Elbo.Models.Zoo.IafVae;

/// <summary>Configuration of the model <c>iaf-vae</c>.</summary>
public sealed record IafVaeConfig : LikelihoodConfig, IConfig
{
    /// <summary>Z, dimensions of the code.</summary>
    public int Latent { get; init; } = 32;

    /// <summary>Maps after each halving of the image.</summary>
    public int[] Channels { get; init; } = [16, 32, 32];

    /// <summary>Width of the fully connected layers between maps and code; the flow is told those of the encoder.</summary>
    public int Width { get; init; } = 450;

    /// <summary>What q(z | x) is made of beside a diagonal Gaussian.</summary>
    public PosteriorFlow Flow { get; init; } = PosteriorFlow.Iaf;

    /// <summary>Steps of the flow; null: 2.</summary>
    [EffectiveUnder(nameof(Flow), PosteriorFlow.Iaf, PosteriorFlow.LocationIaf, PosteriorFlow.Planar, PosteriorFlow.Radial, PosteriorFlow.Householder)]
    public int? FlowDepth { get; init; }

    /// <summary>Width of the hidden layers of autoregressive steps; null: 320.</summary>
    [EffectiveUnder(nameof(Flow), PosteriorFlow.Iaf, PosteriorFlow.LocationIaf)]
    public int? FlowWidth { get; init; }

    /// <summary>Hidden layers of autoregressive steps; null: 2. The paper's "2-layer MADE" may have two or one.</summary>
    [EffectiveUnder(nameof(Flow), PosteriorFlow.Iaf, PosteriorFlow.LocationIaf)]
    public int? FlowLayers { get; init; }

    /// <summary>λ, nats that each dimension of the code says for nothing (arXiv 1606.04934, eq. 15), on the mean of a batch; null for none. Under a flow of several steps, or one that is not autoregressive, all dimensions together have λ each.</summary>
    public double? FreeBits { get; init; }

    /// <inheritdoc/>
    public IEnumerable<string> Problems()
    {
        if (Latent is < 1 or > 65536) yield return $"latent must be 1 to 65536, is {Latent}";
        if (Channels.Length is < 1 or > 12) yield return $"channels must list 1 to 12 halvings, lists {Channels.Length}";
        foreach (var count in Channels)
            if (count is < 1 or > 65536) yield return $"channels must hold 1 to 65536, has {count}";
        if (Width is < 1 or > 65536) yield return $"width must be 1 to 65536, is {Width}";
        if (FlowDepth is < 1 or > 256) yield return $"flowDepth must be 1 to 256, is {FlowDepth}";
        if (FlowWidth is < 1 or > 65536) yield return $"flowWidth must be 1 to 65536, is {FlowWidth}";
        if (FlowLayers is < 0 or > 64) yield return $"flowLayers must be 0 to 64, is {FlowLayers}";
        if (FreeBits is not (null or (> 0 and <= 1000))) yield return $"freeBits must be above 0 and at most 1000, is {FreeBits}";
        foreach (var problem in LikelihoodProblems()) yield return problem;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true,
    Converters = [typeof(CamelCaseEnums)])]
[JsonSerializable(typeof(IafVaeConfig))]
internal sealed partial class IafVaeJson : JsonSerializerContext;
