using Elbo.Models.Configuration;

namespace Elbo.Models.Networks;

/// <summary>Size of a <see cref="Priors.LatentDynamics"/>.</summary>
public sealed record LatentDynamicsConfig : IConfig
{
    /// <summary>n, grids before a frame that it is predicted from; two show what moves and where to.</summary>
    public int Context { get; init; } = 3;

    /// <summary>Length of the vectors that codes of the context become.</summary>
    public int Embedding { get; init; } = 32;

    /// <summary>F, channels of the map that the context becomes.</summary>
    public int Features { get; init; } = 64;

    /// <summary>Gated residual blocks with a 3×3 convolution each: how far, in places of the grid, a frame can look back.</summary>
    public int Blocks { get; init; } = 3;

    /// <summary>The prior of a grid given the map, code by code.</summary>
    public GatedPixelCnnConfig PixelCnn { get; init; } = new() { Layers = 4, Features = 32, SkipFeatures = 64, FirstKernel = 5 };

    /// <inheritdoc/>
    public IEnumerable<string> Problems()
    {
        if (Context is < 1 or > 256) yield return $"context must be 1 to 256, is {Context}";
        if (Embedding is < 1 or > 65536) yield return $"embedding must be 1 to 65536, is {Embedding}";
        if (Features is < 1 or > 65536) yield return $"features must be 1 to 65536, is {Features}";
        if (Blocks is < 0 or > 256) yield return $"blocks must be 0 to 256, is {Blocks}";
        foreach (var problem in PixelCnn.Problems()) yield return $"pixelCnn.{problem}";
    }
}
