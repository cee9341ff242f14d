namespace Elbo.Data;

/// <summary>One channel of audio.</summary>
/// <param name="Samples">Full scale is [−1, 1]; files of floats may exceed it.</param>
/// <param name="Rate">Samples per second.</param>
public sealed record Waveform(float[] Samples, int Rate)
{
    /// <summary>The lowest and highest <see cref="Rate"/> that is read, written or resampled to.</summary>
    public const int LeastRate = 1_000, MostRate = 384_000;
}
