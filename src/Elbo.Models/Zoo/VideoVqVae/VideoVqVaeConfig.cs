using System.Text.Json.Serialization;
using Elbo.Data;
using Elbo.Models.Configuration;
using Elbo.Models.Likelihoods;
using Elbo.Models.Networks;
using Elbo.Models.Priors;
using Elbo.Models.Zoo.VqVae;

namespace Elbo.Models.Zoo.VideoVqVae;

/// <summary>Configuration of <see cref="VideoVqVaeModel"/>.</summary>
public sealed record VideoVqVaeConfig : IConfig
{
    /// <summary>The model of single frames. The prior of its codes is that of videos, under <see cref="Prior"/>; its own stays uniform.</summary>
    public VqVaeConfig Frames { get; init; } = new() { Likelihood = LikelihoodKind.Bernoulli, Prior = new() { Kind = CodePriorKind.Uniform } };

    /// <summary>
    /// The factors of the data that are actions: this name and <c>_1</c>, <c>_2</c> …, action t between the frames t and t + 1. Null for
    /// videos that go on without.
    /// </summary>
    public string? Action { get; init; } = "action";

    /// <summary>The prior of a frame's codes given the frames and actions before, learned in the second stage.</summary>
    public LatentDynamicsConfig Prior { get; init; } = new();

    /// <inheritdoc/>
    public IEnumerable<string> Problems()
    {
        foreach (var problem in Frames.Problems()) yield return $"frames.{problem}";
        if (Frames.Prior.Kind != CodePriorKind.Uniform) yield return $"frames.prior.kind must be uniform, the prior of videos is under prior; is {Frames.Prior.Kind}";
        foreach (var problem in Prior.Problems()) yield return $"prior.{problem}";
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = System.Text.Json.Serialization.JsonKnownNamingPolicy.CamelCase,
    Converters = [typeof(CamelCaseEnums)])]
[JsonSerializable(typeof(VideoVqVaeConfig))]
internal sealed partial class VideoVqVaeJson : JsonSerializerContext;
