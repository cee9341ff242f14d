using Elbo.Models.Configuration;
using Elbo.Models.Networks;

namespace Elbo.Models.Priors;

/// <summary>The priors of codes a model can be given by name.</summary>
public enum CodePriorKind
{
    /// <summary>The one that suits the codes: <see cref="PixelCnn"/> over grids, <see cref="WaveNet"/> over sequences.</summary>
    Suited,

    /// <summary><see cref="GatedPixelCnnPrior"/>, over grids.</summary>
    PixelCnn,

    /// <summary><see cref="WaveNetPrior"/>, over sequences.</summary>
    WaveNet,

    /// <summary><see cref="UniformPrior"/>: no second stage of training.</summary>
    Uniform,
}

/// <summary>Which prior the codes of a model have, learned once they stand still; settings of other kinds are not looked at.</summary>
public sealed record CodePriorConfig : IConfig
{
    /// <summary>Which family of priors.</summary>
    public CodePriorKind Kind { get; init; } = CodePriorKind.Suited;

    /// <summary>A factor of the data that the codes depend on, e.g. <c>label</c>; null for none.</summary>
    public string? Condition { get; init; }

    /// <inheritdoc cref="GatedPixelCnnConfig"/>
    [EffectiveUnder(nameof(Kind), CodePriorKind.Suited, CodePriorKind.PixelCnn)]
    public GatedPixelCnnConfig PixelCnn { get; init; } = new();

    /// <inheritdoc cref="WaveNetConfig"/>
    [EffectiveUnder(nameof(Kind), CodePriorKind.Suited, CodePriorKind.WaveNet)]
    public WaveNetConfig WaveNet { get; init; } = new();

    /// <inheritdoc/>
    public IEnumerable<string> Problems()
    {
        if (Kind == CodePriorKind.Uniform && Condition is not null) yield return $"condition: a uniform prior depends on nothing, not on '{Condition}'";
        foreach (var problem in PixelCnn.Problems()) yield return $"pixelCnn.{problem}";
        foreach (var problem in WaveNet.Problems()) yield return $"waveNet.{problem}";
    }

    /// <summary>The prior of codes with the given places, as configured.</summary>
    /// <param name="levels">Values of each of the G codes of a place, all the same.</param>
    /// <param name="places">[H, W] or [T].</param>
    /// <param name="classes">Values of the factor it is conditioned on; 0 for none.</param>
    /// <param name="mapChannels">Channels of a map it is conditioned on; 0 for none.</param>
    /// <returns>A module too, unless it has nothing to learn.</returns>
    /// <exception cref="ConfigException">It does not suit the codes.</exception>
    public ICodePrior Build(IReadOnlyList<int> levels, IReadOnlyList<int> places, int classes, ModelInputs inputs, int mapChannels = 0)
    {
        var (size, groups, generator) = (levels[0], levels.Count, inputs.Initialisation);
        if (levels.Any(l => l != size)) throw new ConfigException("model.prior needs codes that can all take as many values");
        if (Kind != CodePriorKind.Uniform && places.Count == 2 && WaveNet != new WaveNetConfig()) throw new ConfigException("model.prior.waveNet has no effect on grids of codes, whose prior is under pixelCnn");
        if (Kind != CodePriorKind.Uniform && places.Count == 1 && PixelCnn != new GatedPixelCnnConfig()) throw new ConfigException("model.prior.pixelCnn has no effect on sequences of codes, whose prior is under waveNet");
        return (Kind, places) switch
        {
            (CodePriorKind.Uniform, _) => new UniformPrior(size, groups == 1 ? [.. places] : [.. places, groups]),
            (CodePriorKind.Suited or CodePriorKind.PixelCnn, [var height, var width]) =>
                new GatedPixelCnnPrior(new(PixelCnn, size, generator, groups, classes, mapChannels), height, width),
            (CodePriorKind.Suited or CodePriorKind.WaveNet, [var length]) =>
                new WaveNetPrior(new(WaveNet, size, generator, groups, classes, mapChannels), length),
            _ => throw new ConfigException($"model.prior.kind: {(Kind == CodePriorKind.PixelCnn ? "pixelCnn is over grids" : "waveNet is over sequences")} of codes, these have places [{string.Join(", ", places)}]"),
        };
    }
}
