namespace Elbo.Data;

/// <summary>One channel of audio.</summary>
/// <param name="Samples">Full scale is [−1, 1]; files of floats may exceed it.</param>
/// <param name="Rate">Samples per second.</param>
public sealed record Waveform(float[] Samples, int Rate)
{
    /// <summary>The lowest and highest <see cref="Rate"/> that is read, written or resampled to.</summary>
    public const int LeastRate = 1_000, MostRate = 384_000;

    /// <summary>Whether the file does not say how long it is, as a recorder leaves it that was cut off: the samples are all that follows.</summary>
    public bool IsOpenEnded { get; init; }
}
