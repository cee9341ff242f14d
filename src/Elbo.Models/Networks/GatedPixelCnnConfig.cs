using Elbo.Models.Configuration;

namespace Elbo.Models.Networks;

/// <summary>Size of a <see cref="GatedPixelCnn"/>. Published image models have 20 layers of 384 features.</summary>
public sealed record GatedPixelCnnConfig : IConfig
{
    /// <summary>Gated layers.</summary>
    public int Layers { get; init; } = 12;

    /// <summary>F, width of both stacks.</summary>
    public int Features { get; init; } = 64;

    /// <summary>S, width of the skip sum and of the head.</summary>
    public int SkipFeatures { get; init; } = 128;

    /// <summary>Odd size of the first kernel, at least 3.</summary>
    public int FirstKernel { get; init; } = 7;

    /// <summary>Odd size of the other kernels, at least 3.</summary>
    public int Kernel { get; init; } = 3;

    /// <summary>R: a code sees R rows above over R columns to either side, and R columns to the left in its row.</summary>
    internal int Reach => (FirstKernel / 2) + ((Layers - 1) * (Kernel / 2));

    /// <inheritdoc/>
    public IEnumerable<string> Problems()
    {
        if (Layers is < 1 or > 256) yield return $"layers must be 1 to 256, is {Layers}";
        if (Features is < 1 or > 65536) yield return $"features must be 1 to 65536, is {Features}";
        if (SkipFeatures is < 1 or > 65536) yield return $"skipFeatures must be 1 to 65536, is {SkipFeatures}";
        if (FirstKernel is < 3 or > 255 || FirstKernel % 2 == 0) yield return $"firstKernel must be odd, 3 to 255, is {FirstKernel}";
        if (Kernel is < 3 or > 255 || Kernel % 2 == 0) yield return $"kernel must be odd, 3 to 255, is {Kernel}";
    }
}
