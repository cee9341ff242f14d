namespace Elbo.Data;

/// <summary>Brings recordings to one rate and level.</summary>
public static class AudioFitting
{
    /// <summary>Lengths chosen for a folder are multiples of this, so that encoders which halve the rate ten times can take them.</summary>
    public const int Unit = 1024;

    /// <summary>The most samples of an example.</summary>
    public const int MostSamples = 1 << 24;

    /// <summary>Samples in [−1, 1] at the rate wanted, levelled where that is asked for.</summary>
    /// <exception cref="DataException">The rate cannot be reached.</exception>
    public static float[] Fit(Waveform audio, int rate, bool level)
    {
        var samples = audio.Rate == rate ? (float[])audio.Samples.Clone() : new SincResampling(audio.Rate, rate).Apply(audio.Samples);
        var peak = samples.Length == 0 ? 0 : samples.Max(Math.Abs);
        var scale = level && peak > 0 ? 1 / peak : 1;
        for (var i = 0; i < samples.Length; i++) samples[i] = Math.Clamp(samples[i] * scale, -1, 1);
        return samples;
    }

    /// <summary>What is wrong with the options.</summary>
    /// <exception cref="DataException">A rate or a length that cannot be.</exception>
    internal static void Check(string id, AudioOptions options)
    {
        if (options.Rate is < Waveform.LeastRate or > Waveform.MostRate) throw new DataException($"{id}: a sample rate of {options.Rate}; {Waveform.LeastRate} to {Waveform.MostRate} can be asked for");
        if (options.Samples is < 1 or > MostSamples) throw new DataException($"{id}: examples of {options.Samples} samples; 1 to {MostSamples} can be asked for");
    }

    /// <summary>T for recordings of these lengths.</summary>
    internal static int Length(IEnumerable<float[]> recordings) => Math.Min(MostSamples, (recordings.Max(r => Math.Max(r.Length, 1)) + Unit - 1) / Unit * Unit);
}
