using Elbo.Models.Configuration;

namespace Elbo.Models.Networks;

/// <summary>Size of a <see cref="WaveNet"/>.</summary>
public sealed record WaveNetConfig : IConfig
{
    /// <summary>F, width of the residual path.</summary>
    public int Features { get; init; } = 64;

    /// <summary>S, width of the skip sum and of the head.</summary>
    public int SkipFeatures { get; init; } = 128;

    /// <summary>k, taps of every causal convolution, at least 2.</summary>
    public int Kernel { get; init; } = 2;

    /// <summary>Layers of one cycle, with dilations 1, 2, 4, … 2^(n−1).</summary>
    public int Cycle { get; init; } = 10;

    /// <summary>How often the cycle is repeated.</summary>
    public int Repeats { get; init; } = 3;

    /// <summary>Dilation of each layer.</summary>
    internal IEnumerable<int> Dilations => Enumerable.Range(0, Cycle * Repeats).Select(k => 1 << (k % Cycle));

    /// <summary>How many earlier codes a code sees: k in the first convolution and (k − 1)·dilation in each layer.</summary>
    internal int ReceptiveField => Kernel + ((Kernel - 1) * Dilations.Sum());

    /// <inheritdoc/>
    public IEnumerable<string> Problems()
    {
        if (Features is < 1 or > 65536) yield return $"features must be 1 to 65536, is {Features}";
        if (SkipFeatures is < 1 or > 65536) yield return $"skipFeatures must be 1 to 65536, is {SkipFeatures}";
        if (Kernel is < 2 or > 64) yield return $"kernel must be 2 to 64, is {Kernel}";
        if (Cycle is < 1 or > 16) yield return $"cycle must be 1 to 16, is {Cycle}";
        if (Repeats is < 1 or > 64) yield return $"repeats must be 1 to 64, is {Repeats}";
    }
}
